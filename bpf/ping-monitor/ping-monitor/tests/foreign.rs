//! ping-monitor among others: foreign qdiscs, other monitors, interfaces that go or change their name.

mod network;

use network::{Monitor, Network, as_root, assert_gone};

const GONE: &str = "ping-monitor: eno1 is gone, and the classifier with it; \
    fix: run it again when it is back, or --iface NAME\n";

/// Asserts that each of the monitors ends well when it gets SIGINT, in this order.
#[track_caller]
fn end_in_order(monitors: &mut [Monitor]) {
    for monitor in monitors {
        monitor.signal(libc::SIGINT);
        assert_eq!(monitor.end().code(), Some(0), "{}", monitor.errors());
    }
}

#[test]
fn ends_with_one_line_when_the_interface_is_removed() {
    if !as_root("ends_with_one_line_when_the_interface_is_removed") {
        return;
    }
    for way in ["tcx", "clsact"] {
        for moved in [false, true] {
            let network = Network::new();
            let mut monitor = network.monitor(&["--attach", way]);
            let programs = monitor.programs();
            network.laptop.run(&if moved {
                format!("ip link set eno1 netns {}", network.peer.pid())
            } else {
                "ip link del eno1".to_owned()
            });
            assert_eq!(monitor.end().code(), Some(1), "{way}");
            assert_eq!(monitor.errors(), GONE);
            assert_gone(&programs);
        }
    }
}

#[test]
fn says_so_too_when_it_is_ended_right_then() {
    if !as_root("says_so_too_when_it_is_ended_right_then") {
        return;
    }
    for way in ["tcx", "clsact"] {
        let network = Network::new();
        let mut monitor = network.monitor(&["--attach", way]);
        network.laptop.run("ip link del eno1");
        monitor.signal(libc::SIGINT);
        assert_eq!(monitor.end().code(), Some(1));
        assert_eq!(monitor.errors(), GONE);
    }
}

#[test]
fn follows_an_interface_to_its_new_name() {
    if !as_root("follows_an_interface_to_its_new_name") {
        return;
    }
    for way in ["tcx", "clsact"] {
        let network = Network::new();
        let mut monitor = network.monitor(&["--attach", way]);
        let programs = monitor.programs();
        network
            .laptop
            .run("ip link set eno1 down && ip link set eno1 name lan0 && ip link set lan0 up");
        monitor.line(|line| line == "eno1 is called lan0 now");
        network.ping(1);
        monitor.line(|line| line.contains("pinging"));
        monitor.signal(libc::SIGINT);
        assert_eq!(monitor.end().code(), Some(0));
        assert_eq!(
            monitor.seen.last().unwrap(),
            "classifier detached from lan0"
        );
        assert_gone(&programs);
        assert_eq!(network.laptop.run("tc qdisc show dev lan0 clsact"), "");
    }
}

#[test]
fn the_last_of_several_removes_the_qdisc() {
    if !as_root("the_last_of_several_removes_the_qdisc") {
        return;
    }
    let network = Network::new();
    let start = || network.monitor(&["--attach", "clsact"]);
    // Who added it ends first, and the third comes only then.
    let mut first = [start()];
    let mut second = [start()];
    end_in_order(&mut first);
    network.ping(1);
    second[0].line(|line| line.contains("pinging"));
    let mut third = [start()];
    end_in_order(&mut second);
    network.ping(1);
    third[0].line(|line| line.contains("pinging"));
    end_in_order(&mut third);
    assert_eq!(network.clsact(), "");
}

#[test]
fn nobody_removes_a_qdisc_that_was_there_before() {
    if !as_root("nobody_removes_a_qdisc_that_was_there_before") {
        return;
    }
    let network = Network::new();
    network.laptop.run("tc qdisc add dev eno1 clsact");
    let before = network.clsact();
    let start = || network.monitor(&["--attach", "clsact"]);
    end_in_order(&mut [start(), start()]);
    assert_eq!(network.clsact(), before);
}

#[test]
fn leaves_nothing_when_several_start_and_end_together() {
    if !as_root("leaves_nothing_when_several_start_and_end_together") {
        return;
    }
    let network = Network::new();
    for _ in 0..3 {
        let mut monitors =
            [(); 4].map(|()| Monitor::spawn(&mut network.command("eno1", &["--attach", "clsact"])));
        monitors.iter_mut().for_each(Monitor::attached);
        for monitor in &monitors {
            monitor.signal(libc::SIGINT);
        }
        for monitor in &mut monitors {
            assert_eq!(monitor.end().code(), Some(0), "{}", monitor.errors());
        }
        assert_eq!(network.clsact(), "");
    }
}

#[test]
fn says_what_to_do_about_an_ingress_qdisc() {
    if !as_root("says_what_to_do_about_an_ingress_qdisc") {
        return;
    }
    let network = Network::new();
    network.laptop.run("tc qdisc add dev eno1 ingress");
    let qdiscs = || network.laptop.run("tc qdisc show dev eno1");
    let before = qdiscs();
    let output = network
        .command("eno1", &["--attach", "clsact"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "ping-monitor: eno1 has an ingress qdisc, which leaves no place for a clsact qdisc; fix: --attach tcx, \
         or if nothing needs it: sudo tc qdisc del dev eno1 ingress\n"
    );
    assert_eq!(qdiscs(), before);
    // What it says works.
    let mut monitor = network.monitor(&["--attach", "tcx"]);
    network.ping(1);
    monitor.line(|line| line.contains("pinging"));
    monitor.signal(libc::SIGINT);
    assert!(monitor.end().success());
    assert_eq!(qdiscs(), before);
}

#[test]
fn says_that_somebody_has_removed_it() {
    if !as_root("says_that_somebody_has_removed_it") {
        return;
    }
    let network = Network::new();
    let mut monitor = network.monitor(&["--attach", "clsact"]);
    network.laptop.run("tc qdisc del dev eno1 clsact");
    monitor.signal(libc::SIGINT);
    assert_eq!(monitor.end().code(), Some(1));
    let errors = monitor.errors();
    assert!(
        errors.starts_with(
            "ping-monitor: somebody else has removed the classifier from eno1, or its qdisc"
        ),
        "{errors}"
    );
    assert_eq!(errors.lines().count(), 1);
}
