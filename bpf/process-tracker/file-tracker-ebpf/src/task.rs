//! Reads the current task and its parent: ids, names, and the place of the command line.

use aya_ebpf::{
    bindings::bpf_pidns_info,
    helpers::{
        bpf_get_current_pid_tgid, bpf_probe_read_kernel,
        generated::{bpf_get_current_task, bpf_get_ns_current_pid_tgid},
    },
};
use file_tracker_common::{Offsets, Settings};

/// How many PID namespaces are searched, from the first one down. The kernel allows 32, but more than a few are rare;
/// for deeper ones the id in the first one is shown.
const MAX_PID_LEVELS: u32 = 8;

/// The parent's id (0 when not known) and the kernel address of its name (0 when not known).
pub struct Parent {
    pub pid: u32,
    pub comm: u64,
}

/// Reads a `T` from kernel memory; the helper turns a bad address into an error.
#[inline(always)]
fn read<T>(base: u64, offset: u32) -> Option<T> {
    // SAFETY: probe_read_kernel checks the address.
    unsafe { bpf_probe_read_kernel((base + u64::from(offset)) as *const T) }.ok()
}

/// The current process's id in the loader's PID namespace, else in the first one.
#[inline(always)]
pub fn current_pid(settings: &Settings) -> u32 {
    let mut ids = bpf_pidns_info { pid: 0, tgid: 0 };
    // SAFETY: `ids` has the given size. The helper fails unless the current task is in exactly that namespace.
    let failed = unsafe {
        bpf_get_ns_current_pid_tgid(
            settings.pid_namespace_dev,
            settings.pid_namespace_ino,
            &raw mut ids,
            size_of::<bpf_pidns_info>() as u32,
        )
    };
    if failed == 0 {
        return ids.tgid;
    }
    if settings.offsets.known != 0 {
        // SAFETY: a plain helper call.
        let task = unsafe { bpf_get_current_task() };
        if let Some(pid) = namespaced_pid(task, settings) {
            return pid;
        }
    }
    (bpf_get_current_pid_tgid() >> 32) as u32
}

/// The parent that started the current process (its real one, not a tracer).
#[inline(always)]
pub fn parent(settings: &Settings) -> Parent {
    const UNKNOWN: Parent = Parent { pid: 0, comm: 0 };
    let offsets = &settings.offsets;
    if offsets.known == 0 {
        return UNKNOWN;
    }
    // SAFETY: a plain helper call.
    let task = unsafe { bpf_get_current_task() };
    let Some(parent) = read::<u64>(task, offsets.task_real_parent) else {
        return UNKNOWN;
    };
    // The thread that forked may have its own name; `ps` shows the first thread's.
    let parent = read::<u64>(parent, offsets.task_group_leader).unwrap_or(parent);
    let pid = match namespaced_pid(parent, settings) {
        Some(pid) => pid,
        None => read::<u32>(parent, offsets.task_tgid).unwrap_or(0),
    };
    Parent {
        pid,
        comm: parent + u64::from(offsets.task_comm),
    }
}

/// The start of the current process's command line in its own memory, and its length in bytes.
#[inline(always)]
pub fn argv(settings: &Settings) -> Option<(u64, u64)> {
    let offsets = &settings.offsets;
    if offsets.known == 0 {
        return None;
    }
    // SAFETY: a plain helper call.
    let task = unsafe { bpf_get_current_task() };
    let mm = read::<u64>(task, offsets.task_mm)?;
    let start = read::<u64>(mm, offsets.mm_arg_start)?;
    let end = read::<u64>(mm, offsets.mm_arg_end)?;
    if start == 0 || end < start {
        return None;
    }
    Some((start, end - start))
}

/// The id of `task`'s process in the loader's PID namespace, if it has one there; also for processes in nested
/// namespaces.
#[inline(always)]
fn namespaced_pid(task: u64, settings: &Settings) -> Option<u32> {
    let offsets: &Offsets = &settings.offsets;
    let leader = read::<u64>(task, offsets.task_group_leader)?;
    let pid = read::<u64>(leader, offsets.task_thread_pid)?;
    let level = read::<u32>(pid, offsets.pid_level)?;
    let mut number = pid + u64::from(offsets.pid_numbers);
    let mut i = 0;
    while i < MAX_PID_LEVELS {
        if i > level {
            break;
        }
        let namespace = read::<u64>(number, offsets.upid_ns)?;
        let inum = read::<u32>(namespace, offsets.pid_namespace_inum)?;
        if u64::from(inum) == settings.pid_namespace_ino {
            return read::<u32>(number, offsets.upid_nr);
        }
        number += u64::from(offsets.upid_size);
        i += 1;
    }
    None
}
