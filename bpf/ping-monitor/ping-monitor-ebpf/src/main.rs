#![no_std]
#![no_main]

use aya_ebpf::{bindings::TC_ACT_PIPE, macros::classifier, programs::TcContext};
use aya_log_ebpf::info;

#[classifier]
pub fn ping_monitor(ctx: TcContext) -> i32 {
    match try_ping_monitor(ctx) {
        Ok(ret) => ret,
        Err(ret) => ret,
    }
}

fn try_ping_monitor(ctx: TcContext) -> Result<i32, i32> {
    let ethertype: u16 = unsafe { ptr_at(&ctx, 12)? };
    if ethertype != 0x0008 {  // IPv4
        return Ok(TC_ACT_PIPE);
    }

    let protocol: u8 = unsafe { ptr_at(&ctx, 23)? };
    if protocol != 1 {  // ICMP
        return Ok(TC_ACT_PIPE);
    }

    let icmp_type: u8 = unsafe { ptr_at(&ctx, 34)? };

    if icmp_type == 8 {  // Echo Request
        info!(&ctx, "🔔 Someone is pinging us!");
    }

    Ok(TC_ACT_PIPE)
}

#[inline(always)]
unsafe fn ptr_at<T: Copy>(ctx: &TcContext, offset: usize) -> Result<T, i32> {
    let start = ctx.data();
    let end = ctx.data_end();
    let len = core::mem::size_of::<T>();

    if start + offset + len > end {
        return Err(TC_ACT_PIPE);
    }

    Ok(*((start + offset) as *const T))
}

#[cfg(not(test))]
#[panic_handler]
fn panic(_info: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[unsafe(link_section = "license")]
#[unsafe(no_mangle)]
static LICENSE: [u8; 13] = *b"Dual MIT/GPL\0";
