//! The one cgroup whose processes are reported: turns its path into its id and depth for the kernel side.

use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::{ffi::OsStringExt as _, fs::MetadataExt as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

/// Environment variable with the path of a cgroup v2 directory; only its processes and its descendants' are reported.
pub const VARIABLE: &str = "EBPF_TALK_CGROUP";

/// A cgroup v2 directory.
#[derive(Debug, PartialEq, Eq)]
pub struct Cgroup {
    pub path: PathBuf,
    /// The kernel's id: the directory's inode.
    pub id: u64,
    /// Steps below the root of the cgroup v2 tree.
    pub level: u32,
}

/// A mount of the cgroup v2 tree: the part of the tree it shows, and where.
#[derive(Debug, PartialEq, Eq)]
struct Mount {
    root: PathBuf,
    point: PathBuf,
}

/// Errors name the variable and the fix. An empty value is an error, since a typo must not show everybody's processes.
pub fn from_variable(value: Option<&OsStr>) -> Result<Option<Cgroup>> {
    let Some(value) = value else { return Ok(None) };
    let mountinfo = fs::read("/proc/self/mountinfo").context("cannot read /proc/self/mountinfo")?;
    let mounts = cgroup2_mounts(&mountinfo);
    match find(Path::new(value), &mounts) {
        Ok(cgroup) => Ok(Some(cgroup)),
        Err(reason) => {
            let fix = match mounts.first() {
                Some(mount) => format!(
                    "name a directory below {}, or unset it",
                    mount.point.display()
                ),
                None => "no cgroup v2 tree is mounted here; unset it".to_owned(),
            };
            bail!("{VARIABLE}={}: {reason:#}; fix: {fix}", value.display())
        }
    }
}

fn find(path: &Path, mounts: &[Mount]) -> Result<Cgroup> {
    let path = path.canonicalize()?;
    let metadata = path.metadata()?;
    // The longest mount point counts: others may be mounted below it, but not in a cgroup tree.
    let mount = mounts
        .iter()
        .filter(|mount| path.starts_with(&mount.point))
        .max_by_key(|mount| mount.point.components().count());
    let Some(mount) =
        mount.filter(|mount| metadata.is_dir() && same_device(&mount.point, metadata.dev()))
    else {
        bail!("not a directory of the cgroup v2 tree");
    };
    let below = path.strip_prefix(&mount.point).expect("it starts with it");
    let level = depth(&mount.root) + depth(below);
    Ok(Cgroup {
        id: metadata.ino(),
        level,
        path,
    })
}

fn same_device(point: &Path, dev: u64) -> bool {
    point.metadata().is_ok_and(|metadata| metadata.dev() == dev)
}

/// The number of names in a path, relative or absolute.
fn depth(path: &Path) -> u32 {
    path.components()
        .filter(|part| matches!(part, std::path::Component::Normal(_)))
        .count() as u32
}

/// The mounts of type cgroup2 in a text such as /proc/self/mountinfo; format: proc_pid_mountinfo(5).
fn cgroup2_mounts(mountinfo: &[u8]) -> Vec<Mount> {
    let parse = |line: &[u8]| {
        let fields: Vec<&[u8]> = line.split(|byte| *byte == b' ').collect();
        let dash = fields.iter().position(|field| *field == b"-")?;
        if *fields.get(dash + 1)? != b"cgroup2" {
            return None;
        }
        Some(Mount {
            root: unescape(fields.get(3)?),
            point: unescape(fields.get(4)?),
        })
    };
    mountinfo
        .split(|byte| *byte == b'\n')
        .filter_map(parse)
        .collect()
}

/// Blanks and backslashes are written there as three octal digits.
fn unescape(field: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&first, after)) = rest.split_first() {
        let code = (first == b'\\').then(|| after.get(..3)).flatten();
        let code = code.and_then(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 8).ok());
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() { &after[3..] } else { after };
    }
    PathBuf::from(OsString::from_vec(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HYBRID: &[u8] = b"\
24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
31 24 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
32 24 0:27 / /sys/fs/cgroup/unified rw,relatime shared:4 master:2 - cgroup2 cgroup2 rw
33 24 0:27 /user.slice/a\\134b /mnt/my\\040group rw - cgroup2 cgroup2 rw
";

    #[test]
    fn keeps_cgroup2_mounts_only() {
        let mount = |root: &str, point: &str| Mount {
            root: root.into(),
            point: point.into(),
        };
        assert_eq!(
            cgroup2_mounts(HYBRID),
            [
                mount("/", "/sys/fs/cgroup/unified"),
                mount("/user.slice/a\\b", "/mnt/my group")
            ]
        );
        assert_eq!(cgroup2_mounts(b"garbage\n\n1 2 3 - cgroup"), []);
    }

    #[test]
    fn counts_the_depth_below_the_tree_not_the_mount() {
        let mounts = cgroup2_mounts(HYBRID);
        assert_eq!(depth(&mounts[0].root), 0);
        assert_eq!(depth(&mounts[1].root), 2);
        assert_eq!(depth(Path::new("demo/pane")), 2);
        assert_eq!(depth(Path::new("")), 0);
    }

    #[test]
    fn unset_means_all_and_empty_is_an_error() {
        assert_eq!(from_variable(None).unwrap(), None);
        let error = from_variable(Some(OsStr::new(""))).unwrap_err().to_string();
        assert!(error.starts_with("EBPF_TALK_CGROUP=: "), "{error}");
    }

    #[test]
    fn names_a_wrong_cgroup_and_the_fix() {
        let error = from_variable(Some(OsStr::new("/proc")))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("EBPF_TALK_CGROUP=/proc: not a directory of the cgroup v2 tree; "),
            "{error}"
        );
        assert!(error.ends_with("unset it"), "{error}");
    }

    #[test]
    fn the_root_of_the_tree_is_level_0() {
        let mounts = cgroup2_mounts(&fs::read("/proc/self/mountinfo").unwrap());
        let Some(mount) = mounts.iter().find(|mount| mount.root == Path::new("/")) else {
            assert!(
                std::env::var_os("CI").is_none(),
                "CI needs a cgroup v2 tree"
            );
            eprintln!("SKIPPED the_root_of_the_tree_is_level_0: no cgroup v2 tree is mounted");
            return;
        };
        let cgroup = from_variable(Some(mount.point.as_os_str()))
            .unwrap()
            .unwrap();
        assert_eq!(
            (cgroup.level, cgroup.id),
            (0, mount.point.metadata().unwrap().ino())
        );
    }
}
