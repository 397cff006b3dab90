//! How ping-monitor starts and ends: its messages when it can't start, and that nothing is left behind.

mod network;

use std::{
    fs,
    process::{Command, Output},
};

use network::{Monitor, Network, as_root, assert_gone};

/// Asserts that it failed with one line on stderr and none on stdout; returns the line.
#[track_caller]
fn one_line_error(output: &Output) -> String {
    assert!(!output.status.success());
    assert!(
        output.stdout.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let text = String::from_utf8(output.stderr.clone()).expect("it prints UTF-8");
    let line = text.strip_suffix('\n').expect("a line on stderr");
    assert!(!line.contains('\n'), "more than one line: {line}");
    line.to_owned()
}

#[test]
fn ctrl_c_and_other_signals_leave_nothing_behind() {
    if !as_root("ctrl_c_and_other_signals_leave_nothing_behind") {
        return;
    }
    let network = Network::new();
    for way in ["tcx", "clsact"] {
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            let mut monitor = network.monitor(&["--attach", way]);
            let programs = monitor.programs();
            assert_eq!(network.clsact().is_empty(), way == "tcx");
            monitor.signal(signal);
            assert_eq!(monitor.end().code(), Some(0));
            assert_eq!(
                monitor.seen.last().unwrap(),
                "classifier detached from eno1"
            );
            assert_gone(&programs);
            assert_eq!(network.clsact(), "");
        }
    }
}

#[test]
fn kill_9_leaves_nothing_behind_with_tcx() {
    if !as_root("kill_9_leaves_nothing_behind_with_tcx") {
        return;
    }
    let network = Network::new();
    let mut monitor = network.monitor(&["--attach", "tcx"]);
    let programs = monitor.programs();
    monitor.signal(libc::SIGKILL);
    assert!(!monitor.end().success());
    assert_gone(&programs);
    assert_eq!(network.clsact(), "");
}

#[test]
fn removes_only_the_qdisc_it_added() {
    if !as_root("removes_only_the_qdisc_it_added") {
        return;
    }
    let network = Network::new();
    network.laptop.run("tc qdisc add dev eno1 clsact");
    let before = network.clsact();
    let mut monitor = network.monitor(&["--attach", "clsact"]);
    assert_ne!(network.clsact(), before);
    monitor.signal(libc::SIGINT);
    assert!(monitor.end().success());
    assert_eq!(network.clsact(), before);
}

#[test]
fn warns_without_an_ethernet_header() {
    if !as_root("warns_without_an_ethernet_header") {
        return;
    }
    // This namespace has another /sys than the one that is mounted.
    let network = Network::new();
    network
        .laptop
        .run("ip tuntap add tun0 mode tun && ip link set tun0 up");
    for (iface, warns) in [("tun0", true), ("eno1", false), ("lo", false)] {
        let mut monitor = Monitor::start(&mut network.command(iface, &[]));
        let warned = monitor.seen.contains(&format!(
            "WARN  packets of {iface} have no Ethernet header, so the offsets are wrong"
        ));
        assert_eq!(warned, warns, "{:?}", monitor.seen);
        monitor.signal(libc::SIGINT);
        assert!(monitor.end().success());
    }
}

#[test]
fn lists_the_interfaces() {
    let output = Command::new(env!("CARGO_BIN_EXE_ping-monitor"))
        .args(["--iface", "nosuch0"])
        .output();
    let line = one_line_error(&output.unwrap());
    assert!(
        line.starts_with("ping-monitor: no interface \"nosuch0\"; there are "),
        "{line}"
    );
    assert!(line.ends_with("; fix: --iface NAME"), "{line}");
}

#[test]
fn refuses_to_run_without_root() {
    if !as_root("refuses_to_run_without_root") {
        return;
    }
    // In a folder that everybody may read.
    let program = std::env::temp_dir().join(format!("ping-monitor-nobody-{}", std::process::id()));
    // Another process copies it: if this one did and another test forked meanwhile, the file would be busy (ETXTBSY).
    let copied = Command::new("cp")
        .arg(env!("CARGO_BIN_EXE_ping-monitor"))
        .arg(&program)
        .status();
    assert!(copied.unwrap().success());
    let output = Command::new("setpriv")
        .args(["--reuid", "65534", "--clear-groups"])
        .arg(&program)
        .args(["--iface", "lo"])
        .output();
    fs::remove_file(&program).unwrap();
    assert_eq!(
        one_line_error(&output.unwrap()),
        "ping-monitor: no right to attach eBPF programs (CAP_BPF and CAP_NET_ADMIN missing); fix: run it as root: sudo -E ping-monitor"
    );
}
