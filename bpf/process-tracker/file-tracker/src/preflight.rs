//! Checks before anything is loaded; each failure is one sentence with what is wrong and what fixes it.
//! It changes nothing.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

/// Bits of `CapEff`; linux/capability.h.
const CAP_SYS_ADMIN: u32 = 21;
const CAP_PERFMON: u32 = 38;
const CAP_BPF: u32 = 39;

/// Where tracefs may be mounted, in aya's order.
const TRACEFS: [&str; 2] = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];
const MOUNT_TRACEFS: &str = "sudo mount -t tracefs tracefs /sys/kernel/tracing";

/// Errors when this process may not load tracing programs.
pub fn capabilities() -> Result<()> {
    let status =
        fs::read_to_string("/proc/self/status").context("cannot read /proc/self/status")?;
    let missing = missing_capabilities(effective(&status)?);
    if !missing.is_empty() {
        bail!(
            "no right to load eBPF programs ({} missing); fix: run it as root: sudo -E file-tracker",
            missing.join(" and ")
        );
    }
    Ok(())
}

/// Errors when the tracepoint's directory cannot be read.
pub fn tracepoint(category: &str, name: &str) -> Result<()> {
    tracepoint_in(&TRACEFS.map(Path::new), category, name)
}

fn tracepoint_in(mounts: &[&Path], category: &str, name: &str) -> Result<()> {
    let mut denied: Option<PathBuf> = None;
    let mount = mounts.iter().find(|mount| match mount.read_dir() {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => {
            if error.kind() == io::ErrorKind::PermissionDenied {
                denied.get_or_insert(mount.to_path_buf());
            }
            false
        }
    });
    let Some(mount) = mount else {
        match denied {
            Some(path) => bail!(
                "no right to read {}; fix: run it as root: sudo -E file-tracker",
                path.display()
            ),
            None => bail!("tracefs is not mounted; fix: {MOUNT_TRACEFS}"),
        }
    };
    let id = mount.join("events").join(category).join(name).join("id");
    match fs::read(&id) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !mount.join("events").exists() => {
            bail!("{} is not tracefs; fix: {MOUNT_TRACEFS}", mount.display())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            bail!(
                "this kernel has no tracepoint {category}:{name} ({} is missing); fix: use one with CONFIG_TRACEPOINTS",
                id.display()
            )
        }
        Err(error) => bail!(
            "cannot read {}: {error}; fix: run it as root: sudo -E file-tracker",
            id.display()
        ),
    }
}

/// The bit set after `CapEff:` in a text such as /proc/self/status.
fn effective(status: &str) -> Result<u64> {
    let value = status
        .lines()
        .find_map(|line| line.strip_prefix("CapEff:"))
        .context("/proc/self/status has no CapEff")?;
    u64::from_str_radix(value.trim(), 16).context("CapEff in /proc/self/status is not a number")
}

fn missing_capabilities(effective: u64) -> Vec<&'static str> {
    let has = |bit: u32| effective >> bit & 1 == 1;
    [(CAP_BPF, "CAP_BPF"), (CAP_PERFMON, "CAP_PERFMON")]
        .into_iter()
        .filter(|(bit, _)| !has(*bit) && !has(CAP_SYS_ADMIN))
        .map(|(_, name)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_effective_set() {
        assert_eq!(
            effective("Name:\tx\nCapPrm:\t1\nCapEff:\t000001ffffffffff\n").unwrap(),
            0x1ff_ffff_ffff
        );
        assert!(effective("Name:\tx\n").is_err());
    }

    #[test]
    fn names_what_is_missing() {
        assert_eq!(missing_capabilities(0), ["CAP_BPF", "CAP_PERFMON"]);
        assert_eq!(missing_capabilities(1 << CAP_BPF), ["CAP_PERFMON"]);
        assert!(missing_capabilities(1 << CAP_BPF | 1 << CAP_PERFMON).is_empty());
        assert!(missing_capabilities(1 << CAP_SYS_ADMIN).is_empty());
    }

    #[test]
    fn distinguishes_no_tracefs_from_no_tracepoint() {
        let folder =
            std::env::temp_dir().join(format!("file-tracker-tracefs-{}", std::process::id()));
        let (empty, other, traced) = (
            folder.join("empty"),
            folder.join("other"),
            folder.join("traced"),
        );
        fs::create_dir_all(&empty).unwrap();
        fs::create_dir_all(other.join("unrelated")).unwrap();
        fs::create_dir_all(traced.join("events/sched/sched_process_exec")).unwrap();
        fs::write(traced.join("events/sched/sched_process_exec/id"), "311\n").unwrap();
        let error = |mount: &Path, name: &str| {
            tracepoint_in(&[mount], "sched", name)
                .unwrap_err()
                .to_string()
        };

        assert_eq!(
            error(&empty, "x"),
            format!("tracefs is not mounted; fix: {MOUNT_TRACEFS}")
        );
        assert!(error(&other, "x").ends_with(&format!("is not tracefs; fix: {MOUNT_TRACEFS}")));
        assert!(error(&traced, "x").starts_with("this kernel has no tracepoint sched:x ("));
        assert!(tracepoint_in(&[&empty, &traced], "sched", "sched_process_exec").is_ok());
        fs::remove_dir_all(&folder).unwrap();
    }
}
