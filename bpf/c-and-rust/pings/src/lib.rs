//! The same classifier twice, as bytecode from C and from Rust; tests/equal.rs loads both.

use aya::include_bytes_aligned;

/// From pings.bpf.c, by clang.
pub static FROM_C: &[u8] = include_bytes_aligned!(concat!(env!("OUT_DIR"), "/pings-c.o"));

/// From pings-ebpf, by rustc and bpf-linker.
pub static FROM_RUST: &[u8] = include_bytes_aligned!(concat!(env!("OUT_DIR"), "/pings"));
