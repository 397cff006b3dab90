//! Empty on purpose: a library target lets {{project-name}} name this crate as a build dependency, so that cargo rebuilds
//! it when this one changes. The program is in main.rs.
#![no_std]
