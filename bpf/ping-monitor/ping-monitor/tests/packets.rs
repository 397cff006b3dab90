//! ping-monitor shows real pings from outside, and no other packets.

mod network;

use network::{LAPTOP, Network, PEER, as_root};

const PING: &str = "INFO  🔔 Someone is pinging us!";

#[test]
fn shows_each_ping_by_either_way() {
    if !as_root("shows_each_ping_by_either_way") {
        return;
    }
    for way in ["tcx", "clsact"] {
        let network = Network::new();
        let mut monitor = network.monitor(&["--attach", way]);
        assert_eq!(
            monitor.seen,
            [format!(
                "classifier attached to eno1 by {way}, Ctrl-C ends it"
            )]
        );
        network.ping(3);
        for _ in 0..3 {
            assert_eq!(monitor.line(|_| true), PING);
        }
        monitor.signal(libc::SIGINT);
        assert!(monitor.end().success());
        assert_eq!(monitor.seen.iter().filter(|line| *line == PING).count(), 3);
    }
}

#[test]
fn shows_no_other_packet() {
    if !as_root("shows_no_other_packet") {
        return;
    }
    let network = Network::new();
    let mut monitor = network.monitor(&[]);
    let refused = |kind: &str| format!("! (exec 3<>/dev/{kind}/{LAPTOP}/9) 2>/dev/null");
    // ARP: the first packet to an unknown neighbour asks for its address.
    network.peer.run("ip neigh flush all");
    network.peer.run(&refused("tcp"));
    network
        .peer
        .run(&format!("echo text > /dev/udp/{LAPTOP}/9"));
    // Answers to our own pings are ICMP, too, but of type 0.
    network
        .laptop
        .run(&format!("ping -n -q -i 0.05 -W 5 -c 3 {PEER}"));
    // One ping at the end: once its line is there, all earlier packets have been handled.
    network.ping(1);
    monitor.line(|line| line == PING);
    monitor.signal(libc::SIGINT);
    assert!(monitor.end().success());
    assert_eq!(
        monitor.seen,
        [
            "classifier attached to eno1 by tcx, Ctrl-C ends it",
            PING,
            "classifier detached from eno1"
        ]
    );
}

#[test]
fn lets_every_packet_pass() {
    if !as_root("lets_every_packet_pass") {
        return;
    }
    let network = Network::new();
    let _monitor = network.monitor(&[]);
    // ping's status shows that each was answered; TC_ACT_PIPE leaves the decision to the next action.
    network.ping(20);
}

#[test]
fn rust_log_hides_the_lines() {
    if !as_root("rust_log_hides_the_lines") {
        return;
    }
    let network = Network::new();
    let mut monitor = network.monitor_with(&[], |command| {
        command.env("RUST_LOG", "warn");
    });
    network.ping(2);
    monitor.signal(libc::SIGINT);
    assert!(monitor.end().success());
    assert!(
        !monitor.seen.iter().any(|line| line.contains("pinging")),
        "{:?}",
        monitor.seen
    );
}
