//! What file-tracker shows of real processes: names, ids, arguments, filters and lost events.

mod running;

use std::{
    ffi::OsStr,
    fs,
    io::Write as _,
    os::unix::{ffi::OsStrExt as _, process::CommandExt as _},
    path::PathBuf,
    process::{Command, Stdio},
};

use running::{Folder, Running, WITH_TRACEFS, as_root, command};

/// A cgroup v2 of this test, removed when dropped.
struct Cgroup(PathBuf);

impl Cgroup {
    fn new(test: &str) -> Self {
        let mounts = fs::read_to_string("/proc/self/mounts").expect("/proc is mounted");
        let mut mounts = mounts
            .lines()
            .map(|line| line.split(' ').collect::<Vec<_>>());
        let tree = mounts
            .find(|fields| fields[2] == "cgroup2")
            .expect("a cgroup v2 tree is mounted");
        Self::at(PathBuf::from(tree[1]).join(format!("file-tracker-{test}-{}", std::process::id())))
    }

    fn at(path: PathBuf) -> Self {
        fs::create_dir(&path).expect("root may make cgroups");
        Self(path)
    }

    /// Runs a shell script in it.
    fn run(&self, script: &str) {
        let script = format!("echo $$ > {}/cgroup.procs && {script}", self.0.display());
        let status = Command::new("sh")
            .args(["-c", &script])
            .status()
            .expect("sh exists");
        assert!(status.success(), "{script}");
    }

    /// A tracker of only this cgroup.
    fn tracker(&self, arguments: &[&str]) -> Running {
        Running::start(command(WITH_TRACEFS, arguments).env("EBPF_TALK_CGROUP", &self.0))
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

/// A word that no other process has in its arguments.
fn mark(test: &str) -> String {
    format!("{test}-{}", std::process::id())
}

#[test]
fn shows_name_ids_parent_and_arguments() {
    if !as_root("shows_name_ids_parent_and_arguments") {
        return;
    }
    let mark = mark("shows");
    let mut tracker = Running::start(&mut command(WITH_TRACEFS, &[]));
    let mut child = Command::new("echo")
        .args([&mark, "two words", ""])
        .uid(65534)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let pid = child.id();
    child.wait().unwrap();
    let me = std::process::id();
    let my_name = fs::read_to_string("/proc/self/comm").unwrap();
    assert_eq!(
        tracker.line_with(&mark),
        format!(
            "INFO  echo      pid {pid}  ppid {me} ({})  uid 65534  echo {mark} 'two words' ''",
            my_name.trim()
        )
    );
}

#[test]
fn escapes_what_could_act_on_the_terminal() {
    if !as_root("escapes_what_could_act_on_the_terminal") {
        return;
    }
    let mark = mark("escapes");
    let folder = Folder::new("escapes");
    let program = folder.program("/bin/true", "a\x1b]0;b\u{7}");
    let mut tracker = Running::start(&mut command(WITH_TRACEFS, &[]));
    let bytes = OsStr::from_bytes(b"\x1b[2J\n\xff\xe2\x80\xae\xc2\x9b");
    Command::new(program)
        .arg0("true")
        .arg(&mark)
        .arg(bytes)
        .status()
        .unwrap();
    let line = tracker.line_with(&mark);
    assert!(line.starts_with("INFO  a\\x1b]0;b\\x07  pid "), "{line}");
    assert!(
        line.ends_with(&format!("true {mark} \\x1b[2J\\n\\xff\\u{{202e}}\\x9b")),
        "{line}"
    );
    assert!(!line.chars().any(char::is_control));
}

#[test]
fn marks_a_long_command_line_as_cut() {
    if !as_root("marks_a_long_command_line_as_cut") {
        return;
    }
    let mark = mark("cut");
    let mut tracker = Running::start(&mut command(WITH_TRACEFS, &[]));
    Command::new("true")
        .arg(&mark)
        .arg("x".repeat(10_000))
        .status()
        .unwrap();
    let line = tracker.line_with(&mark);
    let shown = line
        .rsplit_once("  true ")
        .expect("the command comes last")
        .1;
    // An event holds 256 bytes; 5 of them are `true` and its NUL.
    let rest = "x".repeat(256 - 5 - mark.len() - 1);
    assert_eq!(shown, format!("{mark} {rest}…"));
}

#[test]
fn shows_one_cgroup_and_its_descendants_only() {
    if !as_root("shows_one_cgroup_and_its_descendants_only") {
        return;
    }
    let mark = mark("cgroup");
    let shown = Cgroup::new("shown");
    let below = Cgroup::at(shown.0.join("below"));
    let beside = Cgroup::new("beside");
    let mut tracker = shown.tracker(&[]);
    assert_eq!(
        tracker.seen[0],
        format!("only processes of the cgroup {}", shown.0.display())
    );

    Command::new("true")
        .arg(format!("outside-{mark}"))
        .status()
        .unwrap();
    beside.run(&format!("true beside-{mark}; /bin/true beside-{mark}"));
    below.run(&format!("/bin/true below-{mark}"));
    shown.run(&format!("/bin/true inside-{mark}"));
    tracker.line_with(&format!("inside-{mark}"));
    tracker.signal(libc::SIGINT);
    assert!(tracker.end().success());

    assert_eq!(
        tracker
            .seen
            .iter()
            .filter_map(|line| line.split_once("/bin/true "))
            .map(|(_, rest)| rest)
            .collect::<Vec<_>>(),
        [format!("below-{mark}"), format!("inside-{mark}")]
    );
    assert_eq!(tracker.seen.last().unwrap(), "2 processes seen, 0 lost");
}

#[test]
fn counts_in_the_pid_namespace_it_runs_in() {
    if !as_root("counts_in_the_pid_namespace_it_runs_in") {
        return;
    }
    let mark = mark("namespace");
    // The namespace's first process waits until the tracker is attached, then starts the others and stays.
    let enter = format!(
        "{WITH_TRACEFS}; exec unshare --pid --fork --kill-child=KILL --mount-proc sh -c '\
         \"$@\" & read line; sh -c \"true own-\\$\\$-{mark}; exec /bin/true own-\\$\\$-{mark}\"; \
         unshare --pid --fork sh -c \"/bin/true nested-{mark}; :\"; wait' sh \"$@\"; true"
    );
    let mut tracker = Running::start(&mut command(&enter, &["--duration", "600"]));
    tracker
        .child
        .stdin
        .take()
        .expect("piped")
        .write_all(b"\n")
        .unwrap();

    let line = tracker.line_with(&format!("-{mark}"));
    let line = if line.contains("sh -c") {
        tracker.line_with("/bin/true own-")
    } else {
        line
    };
    let pid = line
        .split("  pid ")
        .nth(1)
        .unwrap()
        .split("  ")
        .next()
        .unwrap();
    assert!(line.ends_with(&format!("own-{pid}-{mark}")), "{line}");
    assert!(line.contains("  ppid 1 (sh)  "), "{line}");
    assert!(pid.parse::<u32>().unwrap() < 100, "{line}");

    // In a namespace nested in the tracker's, ids still count in the tracker's.
    let nested = tracker.line_with(&format!("/bin/true nested-{mark}"));
    let nested = nested
        .split("  pid ")
        .nth(1)
        .unwrap()
        .split("  ")
        .next()
        .unwrap()
        .parse::<u32>()
        .unwrap();
    assert!(nested > pid.parse().unwrap() && nested < 100, "{nested}");
}

#[test]
fn loses_nothing_of_many() {
    if !as_root("loses_nothing_of_many") {
        return;
    }
    let cgroup = Cgroup::new("many");
    let mut tracker = cgroup.tracker(&[]);
    cgroup.run("i=0; while [ $i -lt 300 ]; do /bin/true $i; i=$((i+1)); done");
    tracker.line(|line| line.ends_with("  /bin/true 299"));
    tracker.signal(libc::SIGINT);
    assert!(tracker.end().success());
    assert_eq!(tracker.seen.last().unwrap(), "300 processes seen, 0 lost");
}

#[test]
fn reports_how_many_it_lost() {
    if !as_root("reports_how_many_it_lost") {
        return;
    }
    let cgroup = Cgroup::new("lost");
    let mut tracker = cgroup.tracker(&["--buffer", "4"]);
    // One page holds a dozen events; none is taken while the tracker is stopped.
    tracker.signal(libc::SIGSTOP);
    cgroup.run("i=0; while [ $i -lt 50 ]; do /bin/true $i; i=$((i+1)); done");
    tracker.signal(libc::SIGCONT);
    let warning = tracker.line(|line| line.starts_with("WARN "));
    tracker.signal(libc::SIGINT);
    assert!(tracker.end().success());
    let summary = tracker.seen.last().unwrap().clone();
    let numbers: Vec<u32> = summary
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    assert_eq!(numbers.iter().sum::<u32>(), 50, "{summary}");
    assert!(numbers[0] >= 5 && numbers[1] >= 5, "{summary}");
    assert_eq!(
        warning,
        format!(
            "WARN  {} lost: they came faster than they could be shown",
            numbers[1]
        )
    );
}

#[test]
fn shows_the_path_without_btf() {
    if !as_root("shows_the_path_without_btf") {
        return;
    }
    let prepare = format!("{WITH_TRACEFS}; mount -t tmpfs none /sys/kernel/btf");
    let folder = Folder::new("path");
    let program = folder.program("/bin/true", "without-btf");
    let mut tracker = Running::start(&mut command(&prepare, &[]));
    let warnings: Vec<_> = tracker
        .seen
        .iter()
        .filter(|line| line.starts_with("WARN "))
        .cloned()
        .collect();
    assert_eq!(
        warnings,
        [
            "WARN  no usable BTF at /sys/kernel/btf/vmlinux: No such file or directory (os error 2); \
          showing the executed path instead of arguments and parent"
        ]
    );
    let mut child = Command::new(&program).arg("argument").spawn().unwrap();
    let pid = child.id();
    child.wait().unwrap();
    let line = tracker.line_with("without-btf ");
    assert_eq!(
        line,
        format!("INFO  without-btf  pid {pid}  uid 0  {}", program.display())
    );
}

#[test]
fn rust_log_hides_the_lines() {
    if !as_root("rust_log_hides_the_lines") {
        return;
    }
    let cgroup = Cgroup::new("quiet");
    let mut tracker = Running::start(
        command(WITH_TRACEFS, &[])
            .env("EBPF_TALK_CGROUP", &cgroup.0)
            .env("RUST_LOG", "warn"),
    );
    cgroup.run("/bin/true quiet");
    tracker.signal(libc::SIGINT);
    assert!(tracker.end().success());
    assert_eq!(tracker.seen.last().unwrap(), "1 process seen, 0 lost");
    assert_eq!(tracker.seen.len(), 3, "{:?}", tracker.seen);
}
