//! The data that the kernel side and the loader share: the event and the settings, with C layout.
#![no_std]

/// Bytes of a task's name in the kernel, with the closing NUL (`TASK_COMM_LEN`).
pub const COMM_LEN: usize = 16;

/// Bytes of the command line that one event can carry. The loader marks a longer one as cut.
pub const ARGV_LEN: usize = 256;

/// [`ExecEvent::argv`] holds the command line: arguments, each closed by a NUL.
pub const SOURCE_ARGV: u32 = 1;

/// [`ExecEvent::argv`] holds the executed path, closed by a NUL: without BTF nothing more is known.
pub const SOURCE_FILENAME: u32 = 2;

/// One started process. Numbers are in host byte order; ids are those of the loader's PID namespace, or of the first
/// one for a process that has none there.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ExecEvent {
    /// Process id (the kernel's tgid).
    pub pid: u32,
    /// Parent's process id; 0 when it is not known.
    pub ppid: u32,
    /// Real user id, as in the first user namespace.
    pub uid: u32,
    /// What `argv` holds: [`SOURCE_ARGV`] or [`SOURCE_FILENAME`].
    pub source: u32,
    /// Bytes of the whole command line; more than [`ARGV_LEN`] when `argv` is cut.
    pub argv_total: u32,
    /// Bytes of `argv` that are set. The rest is undefined.
    pub argv_len: u32,
    /// The process's name, closed by a NUL.
    pub comm: [u8; COMM_LEN],
    /// The parent's name, closed by a NUL; empty when it is not known.
    pub parent_comm: [u8; COMM_LEN],
    /// First `argv_len` bytes as `source` says.
    pub argv: [u8; ARGV_LEN],
}

/// Offsets of the fields that the kernel side reads, in bytes from the start of their struct, from the running kernel's
/// BTF. All zero, with `known`, when there is no BTF.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offsets {
    /// 1 when the rest is set, 0 otherwise.
    pub known: u32,
    /// `task_struct.mm`
    pub task_mm: u32,
    /// `task_struct.tgid`
    pub task_tgid: u32,
    /// `task_struct.comm`
    pub task_comm: u32,
    /// `task_struct.real_parent`
    pub task_real_parent: u32,
    /// `task_struct.group_leader`
    pub task_group_leader: u32,
    /// `task_struct.thread_pid`
    pub task_thread_pid: u32,
    /// `mm_struct.arg_start`
    pub mm_arg_start: u32,
    /// `mm_struct.arg_end`
    pub mm_arg_end: u32,
    /// `pid.level`
    pub pid_level: u32,
    /// `pid.numbers`
    pub pid_numbers: u32,
    /// Size of one `upid`, an element of `pid.numbers`.
    pub upid_size: u32,
    /// `upid.nr`
    pub upid_nr: u32,
    /// `upid.ns`
    pub upid_ns: u32,
    /// `pid_namespace.ns.inum`
    pub pid_namespace_inum: u32,
}

/// Settings that the loader gives the kernel side before it is loaded.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Device of the loader's PID namespace file; 0 when it could not be read.
    pub pid_namespace_dev: u64,
    /// Inode of the loader's PID namespace file.
    pub pid_namespace_ino: u64,
    /// Id of the one cgroup whose processes (and descendants') are reported; 0 reports all.
    pub cgroup_id: u64,
    /// That cgroup's depth; the root of the cgroup v2 tree is 0.
    pub cgroup_level: u32,
    /// Keeps the size free of implicit padding.
    pub reserved: u32,
    /// Field offsets in the running kernel.
    pub offsets: Offsets,
    /// Keeps the size free of implicit padding.
    pub reserved_end: u32,
}

const _: () = assert!(size_of::<ExecEvent>() == 6 * 4 + 2 * COMM_LEN + ARGV_LEN);
const _: () = assert!(size_of::<Settings>() == 3 * 8 + 2 * 4 + size_of::<Offsets>() + 4);

// SAFETY: plain data without padding (asserted above); every bit pattern is a valid value.
#[cfg(feature = "user")]
unsafe impl aya::Pod for Settings {}
