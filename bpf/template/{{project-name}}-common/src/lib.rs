//! Types that the kernel side and the loader share. There are none yet: log records need none.
#![no_std]
