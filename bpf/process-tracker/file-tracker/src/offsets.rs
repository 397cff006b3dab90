//! The fields of the kernel's structs that are read, and their offsets in the running kernel. btf.rs reads
//! the format.

use std::path::Path;

use anyhow::{Context as _, Result};
use file_tracker_common::Offsets;

use crate::btf::Btf;

/// The kernel's description of its types.
pub const KERNEL_BTF: &str = "/sys/kernel/btf/vmlinux";

/// Errors when the file cannot be read or a field is missing; the message names the file.
pub fn of_kernel(path: &Path) -> Result<Offsets> {
    let read = || -> Result<Offsets> {
        let btf = Btf::from_file(path)?;
        Ok(Offsets {
            known: 1,
            task_mm: btf.offset_of("task_struct", "mm")?,
            task_tgid: btf.offset_of("task_struct", "tgid")?,
            task_comm: btf.offset_of("task_struct", "comm")?,
            task_real_parent: btf.offset_of("task_struct", "real_parent")?,
            task_group_leader: btf.offset_of("task_struct", "group_leader")?,
            task_thread_pid: btf.offset_of("task_struct", "thread_pid")?,
            mm_arg_start: btf.offset_of("mm_struct", "arg_start")?,
            mm_arg_end: btf.offset_of("mm_struct", "arg_end")?,
            pid_level: btf.offset_of("pid", "level")?,
            pid_numbers: btf.offset_of("pid", "numbers")?,
            upid_size: btf.size_of("upid")?,
            upid_nr: btf.offset_of("upid", "nr")?,
            upid_ns: btf.offset_of("upid", "ns")?,
            pid_namespace_inum: btf.offset_of("pid_namespace", "ns.inum")?,
        })
    };
    read().with_context(|| format!("no usable BTF at {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_this_kernel() {
        let path = Path::new(KERNEL_BTF);
        if !path.exists() {
            assert!(
                std::env::var_os("CI").is_none(),
                "CI needs a kernel with {KERNEL_BTF}"
            );
            eprintln!("SKIPPED reads_this_kernel: this kernel has no {KERNEL_BTF}");
            return;
        }
        let offsets = of_kernel(path).unwrap();
        assert_eq!(offsets.known, 1);
        // These fields are next to each other in every kernel so far.
        assert_eq!(offsets.mm_arg_end, offsets.mm_arg_start + 8);
        assert_eq!(offsets.upid_size, 16);
        assert!(offsets.task_comm > offsets.task_real_parent);
    }

    #[test]
    fn names_the_file_that_is_missing() {
        let error = of_kernel(Path::new("/nonexistent/vmlinux")).unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "no usable BTF at /nonexistent/vmlinux: No such file or directory (os error 2)"
        );
    }
}
