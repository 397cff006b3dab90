//! How file-tracker starts and ends: its messages when it can't start, and that nothing stays in the kernel.

mod running;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use running::{Folder, Running, WITH_TRACEFS, as_root, assert_gone, command, run};

#[test]
fn ends_by_itself_after_the_duration() {
    if !as_root("ends_by_itself_after_the_duration") {
        return;
    }
    let start = Instant::now();
    let mut tracker = Running::start(&mut command(WITH_TRACEFS, &["--duration", "2"]));
    let programs = tracker.programs();
    assert!(tracker.end().success());
    assert!(start.elapsed() >= Duration::from_secs(2));
    let last = tracker.seen.last().unwrap();
    assert!(last.ends_with(" seen, 0 lost"), "{last}");
    assert_gone(&programs);
}

#[test]
fn ctrl_c_and_other_signals_end_it_with_0() {
    if !as_root("ctrl_c_and_other_signals_end_it_with_0") {
        return;
    }
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
        let mut tracker = Running::start(&mut command(WITH_TRACEFS, &[]));
        let programs = tracker.programs();
        tracker.signal(signal);
        let status = tracker.end();
        assert_eq!(status.code(), Some(0), "{status}");
        assert!(tracker.seen.last().unwrap().ends_with(" seen, 0 lost"));
        assert_gone(&programs);
    }
}

#[test]
fn nothing_stays_after_kill_9() {
    if !as_root("nothing_stays_after_kill_9") {
        return;
    }
    let mut tracker = Running::start(&mut command(WITH_TRACEFS, &[]));
    let programs = tracker.programs();
    tracker.signal(libc::SIGKILL);
    assert!(!tracker.end().success());
    assert_gone(&programs);
}

#[test]
fn reports_that_tracefs_is_missing() {
    if !as_root("reports_that_tracefs_is_missing") {
        return;
    }
    let hide = "mount -t tmpfs none /sys/kernel/tracing; \
                if [ -d /sys/kernel/debug ]; then mount -t tmpfs none /sys/kernel/debug; fi";
    assert_eq!(
        run(&mut command(hide, &[])).one_line_error(),
        "file-tracker: tracefs is not mounted; fix: sudo mount -t tracefs tracefs /sys/kernel/tracing"
    );
}

#[test]
fn reports_a_missing_tracepoint() {
    if !as_root("reports_a_missing_tracepoint") {
        return;
    }
    let hide = format!("{WITH_TRACEFS}; mount -t tmpfs none /sys/kernel/tracing/events/sched");
    let ended = run(&mut command(&hide, &[]));
    let line = ended.one_line_error();
    assert!(
        line.starts_with("file-tracker: this kernel has no tracepoint sched:sched_process_exec ("),
        "{line}"
    );
}

#[test]
fn refuses_to_run_without_root() {
    if !as_root("refuses_to_run_without_root") {
        return;
    }
    let folder = Folder::new("nobody");
    let program = folder.program(env!("CARGO_BIN_EXE_file-tracker"), "file-tracker");
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", "65534", "--clear-groups"])
        .arg(program);
    assert_eq!(
        run(&mut command).one_line_error(),
        "file-tracker: no right to load eBPF programs (CAP_BPF and CAP_PERFMON missing); \
         fix: run it as root: sudo -E file-tracker"
    );
}

#[test]
fn refuses_what_is_not_a_cgroup() {
    if !as_root("refuses_what_is_not_a_cgroup") {
        return;
    }
    for (value, reason) in [
        ("/proc", "not a directory of the cgroup v2 tree; "),
        ("/nonexistent", "No such file or directory (os error 2); "),
        ("", "No such file or directory (os error 2); "),
    ] {
        let ended = run(command(WITH_TRACEFS, &[]).env("EBPF_TALK_CGROUP", value));
        let line = ended.one_line_error();
        let start = format!("file-tracker: EBPF_TALK_CGROUP={value}: {reason}");
        assert!(
            line.starts_with(&start) && line.ends_with(", or unset it"),
            "{line}"
        );
    }
}

#[test]
fn refuses_options_that_make_no_sense() {
    for arguments in [
        ["--duration", "0"],
        ["--duration", "soon"],
        ["--buffer", "1"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_file-tracker"));
        let ended = run(command.args(arguments));
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}");
        assert!(
            ended
                .stderr
                .starts_with(&format!("error: invalid value '{}'", arguments[1])),
            "{}",
            ended.stderr
        );
    }
}
