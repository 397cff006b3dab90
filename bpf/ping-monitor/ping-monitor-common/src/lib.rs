//! Types that the kernel side and the loader share; none yet, since log records need none.
#![no_std]
