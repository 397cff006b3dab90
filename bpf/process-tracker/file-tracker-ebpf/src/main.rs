//! Runs in the kernel each time a process is started: fills one event and sends it to the loader.
#![no_std]
#![no_main]

mod task;

use aya_ebpf::{
    EbpfContext as _, Global,
    helpers::{
        bpf_get_current_uid_gid, bpf_probe_read_kernel,
        generated::{
            bpf_get_current_ancestor_cgroup_id, bpf_get_current_comm, bpf_probe_read_kernel_str,
            bpf_probe_read_user,
        },
    },
    macros::{map, tracepoint},
    maps::{PerCpuArray, RingBuf},
    programs::TracePointContext,
};
use file_tracker_common::{ARGV_LEN, COMM_LEN, ExecEvent, SOURCE_ARGV, SOURCE_FILENAME, Settings};

/// Set by the loader before loading, read-only afterwards.
#[unsafe(no_mangle)]
static SETTINGS: Global<Settings> = Global::new(Settings {
    pid_namespace_dev: 0,
    pid_namespace_ino: 0,
    cgroup_id: 0,
    cgroup_level: 0,
    reserved: 0,
    offsets: file_tracker_common::Offsets {
        known: 0,
        task_mm: 0,
        task_tgid: 0,
        task_comm: 0,
        task_real_parent: 0,
        task_group_leader: 0,
        task_thread_pid: 0,
        mm_arg_start: 0,
        mm_arg_end: 0,
        pid_level: 0,
        pid_numbers: 0,
        upid_size: 0,
        upid_nr: 0,
        upid_ns: 0,
        pid_namespace_inum: 0,
    },
    reserved_end: 0,
});

/// Events on their way to the loader, which also sets the size in bytes.
#[map]
static EVENTS: RingBuf = RingBuf::with_byte_size(4096, 0);

/// How many events found no room, counted per CPU.
#[map]
static LOST: PerCpuArray<u64> = PerCpuArray::with_max_entries(1, 0);

/// Offset of `filename` in the tracepoint's record (the low half is the text's offset in it, the high half its
/// length); /sys/kernel/tracing/events/sched/sched_process_exec/format.
const FILENAME_LOCATION: usize = 8;

#[tracepoint]
pub fn file_tracker(ctx: TracePointContext) -> u32 {
    let settings = SETTINGS.load();
    if settings.cgroup_id != 0 {
        // SAFETY: a plain helper call; a missing ancestor gives 0.
        let ancestor = unsafe { bpf_get_current_ancestor_cgroup_id(settings.cgroup_level as i32) };
        if ancestor != settings.cgroup_id {
            return 0;
        }
    }
    match EVENTS.reserve::<ExecEvent>(0) {
        Some(mut entry) => {
            fill(entry.as_mut_ptr(), &ctx, &settings);
            entry.submit(0);
        }
        None => {
            if let Some(lost) = LOST.get_ptr_mut(0) {
                // SAFETY: this CPU's own slot, and a tracepoint program doesn't interrupt itself.
                unsafe { *lost += 1 };
            }
        }
    }
    0
}

/// Sets every field of the event, `argv` up to `argv_len`.
#[inline(always)]
fn fill(event: *mut ExecEvent, ctx: &TracePointContext, settings: &Settings) {
    let pid = task::current_pid(settings);
    let parent = task::parent(settings);
    // SAFETY: `event` is a reserved entry of the ring buffer, large enough for an ExecEvent and ours alone.
    unsafe {
        (*event).pid = pid;
        (*event).uid = bpf_get_current_uid_gid() as u32;
        bpf_get_current_comm((&raw mut (*event).comm).cast(), COMM_LEN as u32);
        (*event).ppid = parent.pid;
        (*event).parent_comm[0] = 0;
        if parent.comm != 0 {
            bpf_probe_read_kernel_str(
                (&raw mut (*event).parent_comm).cast(),
                COMM_LEN as u32,
                parent.comm as *const _,
            );
        }
    }
    if !fill_argv(event, settings) {
        fill_filename(event, ctx);
    }
}

/// Copies the command line from the new process's own memory. False when that fails.
#[inline(always)]
fn fill_argv(event: *mut ExecEvent, settings: &Settings) -> bool {
    let Some((start, total)) = task::argv(settings) else {
        return false;
    };
    // One bit more than the buffer needs, then a compare: both bounds are visible to the verifier.
    let mut len = if total > ARGV_LEN as u64 {
        ARGV_LEN as u64
    } else {
        total
    };
    len &= 0x1ff;
    if len > ARGV_LEN as u64 {
        return false;
    }
    // SAFETY: as in `fill`; the helper checks the address in user space, and `len` is at most the field's size.
    unsafe {
        if bpf_probe_read_user(
            (&raw mut (*event).argv).cast(),
            len as u32,
            start as *const _,
        ) != 0
        {
            return false;
        }
        (*event).source = SOURCE_ARGV;
        (*event).argv_total = if total > u32::MAX as u64 {
            u32::MAX
        } else {
            total as u32
        };
        (*event).argv_len = len as u32;
    }
    true
}

/// Copies the path from the tracepoint's own record.
#[inline(always)]
fn fill_filename(event: *mut ExecEvent, ctx: &TracePointContext) {
    // SAFETY: the record of this tracepoint begins with a header of 8 bytes, then `filename`'s location.
    unsafe {
        (*event).source = SOURCE_FILENAME;
        (*event).argv_total = 0;
        (*event).argv_len = 0;
        let record = ctx.as_ptr().cast::<u8>();
        let Ok(location) = bpf_probe_read_kernel::<u32>(record.add(FILENAME_LOCATION).cast())
        else {
            return;
        };
        let text = record.add((location & 0xffff) as usize);
        let len = bpf_probe_read_kernel_str(
            (&raw mut (*event).argv).cast(),
            ARGV_LEN as u32,
            text.cast(),
        );
        if len > 0 && len <= ARGV_LEN as i64 {
            (*event).argv_total = location >> 16;
            (*event).argv_len = len as u32;
        }
    }
}

#[cfg(not(test))]
#[panic_handler]
fn panic(_info: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[unsafe(link_section = "license")]
#[unsafe(no_mangle)]
static LICENSE: [u8; 13] = *b"Dual MIT/GPL\0";
