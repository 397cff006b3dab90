//! Counts ping requests by their source, in
//! Rust: the same as pings.bpf.c in C. Slides
//! show both; a test loads both and gives them
//! the same packets.
#![no_std]
#![no_main]

use aya_ebpf::{
    bindings::TC_ACT_PIPE,
    macros::{classifier, map},
    maps::HashMap,
    programs::TcContext,
};

// region: map
#[map]
// region: types
static PINGS: HashMap<u32, u64> =
    // endregion: types
    // region: size
    HashMap::with_max_entries(1024, 0);
// endregion: size
// endregion: map

#[classifier]
pub fn pings(ctx: TcContext) -> i32 {
    try_pings(ctx).unwrap_or_else(|ret| ret)
}

fn try_pings(
    ctx: TcContext,
) -> Result<i32, i32> {
    // region: check
    // region: read
    let icmp_type: u8 =
        unsafe { ptr_at(&ctx, 34)? };
    // endregion: read
    // region: count
    if icmp_type == 8 && is_icmp(&ctx)? {
        count(unsafe { ptr_at(&ctx, 26)? });
    }
    // endregion: count
    // endregion: check
    Ok(TC_ACT_PIPE)
}

/// The ethertype is IPv4, as its two bytes read
/// on a little-endian machine, and the protocol
/// is ICMP.
fn is_icmp(
    ctx: &TcContext,
) -> Result<bool, i32> {
    let ethertype: u16 =
        unsafe { ptr_at(ctx, 12)? };
    let protocol: u8 =
        unsafe { ptr_at(ctx, 23)? };
    Ok(ethertype == 0x0008 && protocol == 1)
}

fn count(source: u32) {
    match PINGS.get_ptr_mut(source) {
        // SAFETY: the verifier knows that it is
        // not null, and its length.
        Some(seen) => unsafe { *seen += 1 },
        None => {
            let _ =
                PINGS.insert(source, 1, 0);
        }
    }
}

#[inline(always)]
unsafe fn ptr_at<T: Copy>(
    ctx: &TcContext,
    offset: usize,
) -> Result<T, i32> {
    let start = ctx.data();
    let end = ctx.data_end();
    let len = core::mem::size_of::<T>();

    if start + offset + len > end {
        return Err(TC_ACT_PIPE);
    }

    // A packet's words are not aligned, and to
    // read them by `*` is undefined behaviour.
    let value =
        (start + offset) as *const T;
    Ok(value.read_unaligned())
}

#[cfg(not(test))]
#[panic_handler]
fn panic(
    _info: &core::panic::PanicInfo,
) -> ! {
    loop {}
}

#[unsafe(link_section = "license")]
#[unsafe(no_mangle)]
static LICENSE: [u8; 13] =
    *b"Dual MIT/GPL\0";
