//! Empty on purpose: a library target lets pings name this crate as a build dependency, so that cargo rebuilds it when
//! this one changes. The program is in main.rs.
#![no_std]
