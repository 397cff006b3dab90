//! Who hears the pings when others are attached to the same interface; bpf/README.md has the same table.

mod network;

use std::{
    fs::{self, File},
    io,
    os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd, RawFd},
    path::Path,
    thread,
};

use network::{Monitor, Network, as_root};

const PING: &str = "INFO  🔔 Someone is pinging us!";

/// What is on the interface before ping-monitor is started.
#[derive(Clone, Copy)]
enum There {
    Nothing,
    Monitor(&'static str),
    /// A tcx program that returns this, whatever comes.
    Returns(i32, &'static str),
    Qdisc(&'static str),
}

use There::{Monitor as Other, Nothing, Qdisc, Returns};

const UNSPEC: There = Returns(-1, "TC_ACT_UNSPEC");
const OK: There = Returns(0, "TC_ACT_OK");
const PIPE: There = Returns(3, "TC_ACT_PIPE");

/// What is there, and what ping-monitor is started with.
const CASES: [(There, &str); 16] = [
    (Nothing, ""),
    (Nothing, "clsact"),
    (Other("tcx"), ""),
    (Other("tcx"), "tcx"),
    (Other("tcx"), "clsact"),
    (Other("clsact"), ""),
    (Other("clsact"), "clsact"),
    (UNSPEC, ""),
    (UNSPEC, "tcx"),
    (PIPE, ""),
    (PIPE, "tcx"),
    (OK, ""),
    (OK, "tcx"),
    (Qdisc("clsact"), "clsact"),
    (Qdisc("ingress"), ""),
    (Qdisc("ingress"), "clsact"),
];

const HEAD: &str = "| on the interface already | started with | attached by | hears of 3 pings | says who is before it | the other hears |";

#[test]
fn is_as_the_table_in_the_readme_says() {
    if !as_root("is_as_the_table_in_the_readme_says") {
        return;
    }
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let table = readme.split_once(HEAD).expect("the table is there").1;
    let told: Vec<&str> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with("| "))
        .collect();
    let seen: Vec<String> = CASES.iter().map(|(there, way)| row(*there, way)).collect();
    assert_eq!(told, seen, "\n{}\n", seen.join("\n"));
}

/// Tries a case, and returns its row of the table.
fn row(there: There, way: &str) -> String {
    let network = Network::new();
    let mut other = None;
    let mut link = None;
    let what = match there {
        Nothing => "nothing".to_owned(),
        Other(way) => {
            other = Some(network.monitor(&["--attach", way]));
            format!("a ping-monitor by {way}")
        }
        Returns(code, name) => {
            link = Some(attach(&network, code));
            format!("a tcx program that returns {name}")
        }
        Qdisc(kind) => {
            network.laptop.run(&format!("tc qdisc add dev eno1 {kind}"));
            let article = if kind == "ingress" { "an" } else { "a" };
            format!("{article} {kind} qdisc")
        }
    };
    let arguments: &[&str] = if way.is_empty() {
        &[]
    } else {
        &["--attach", way]
    };
    let shown = if way.is_empty() {
        "–".to_owned()
    } else {
        format!("`--attach {way}`")
    };
    let output = matches!((there, way), (Qdisc("ingress"), "clsact"))
        .then(|| network.command("eno1", arguments).output().unwrap());
    if let Some(output) = output {
        assert!(!output.status.success());
        return format!("| {what} | {shown} | refused, with the fix | | | |");
    }
    let mut monitor = network.monitor(arguments);
    let by = monitor
        .seen
        .last()
        .unwrap()
        .split([' ', ','])
        .nth(5)
        .unwrap()
        .to_owned();
    network.ping(3);
    let heard = heard(&mut monitor);
    let says = monitor
        .seen
        .iter()
        .any(|line| line.starts_with("before us on eno1: "));
    let says = if says { "yes" } else { "–" };
    let others = other
        .as_mut()
        .map_or("–".to_owned(), |other| self::heard(other).to_string());
    drop(link);
    format!("| {what} | {shown} | {by} | {heard} | {says} | {others} |")
}

/// Ends a monitor after it had time to print what came, and counts its pings.
fn heard(monitor: &mut Monitor) -> usize {
    // Packets go through all programs before they are answered; what the loader has not printed yet comes within this.
    let end = std::time::Instant::now() + std::time::Duration::from_millis(400);
    let count = |monitor: &Monitor| monitor.seen.iter().filter(|line| *line == PING).count();
    while count(monitor) < 3 && std::time::Instant::now() < end {
        monitor.read(end);
    }
    monitor.signal(libc::SIGINT);
    assert!(monitor.end().success());
    count(monitor)
}

#[test]
fn says_who_comes_after_it_and_hears_nothing() {
    if !as_root("says_who_comes_after_it_and_hears_nothing") {
        return;
    }
    // TC_ACT_SHOT: where this runs, no ping is answered.
    const SHOT: i32 = 2;
    let network = Network::new();
    let mut monitor = network.monitor(&["--attach", "tcx"]);
    let behind = attach(&network, SHOT);
    network.ping(3);
    monitor.line(|line| {
        line.starts_with("after us on eno1: drill (program ")
            && line.ends_with("); that sees nothing unless we return -1; fix: --attach clsact here")
    });
    drop(behind);
    monitor.signal(libc::SIGINT);
    assert!(monitor.end().success());

    // As it says: then the other runs, and here it drops what comes.
    let mut monitor = network.monitor(&["--attach", "clsact"]);
    let before = attach(&network, SHOT);
    monitor.line(|line| line.starts_with("before us on eno1: drill (program "));
    network.peer.run("! ping -n -q -i 0.05 -W 1 -c 3 10.0.0.70");
    drop(before);
    network.ping(1);
    monitor.line(|line| line == PING);
}

#[test]
fn ends_with_one_line_when_somebody_detaches_it() {
    if !as_root("ends_with_one_line_when_somebody_detaches_it") {
        return;
    }
    let network = Network::new();
    let mut monitor = network.monitor(&["--attach", "tcx"]);
    detach_links_of(&monitor);
    assert_eq!(monitor.end().code(), Some(1));
    assert_eq!(
        monitor.errors(),
        "ping-monitor: somebody has detached the classifier from eno1; fix: run it again\n"
    );
}

/// bpf(2) with the beginning of a bpf_attr; linux/bpf.h.
fn bpf(command: libc::c_long, attributes: &[u8]) -> io::Result<RawFd> {
    let mut all = [0_u8; 128];
    all[..attributes.len()].copy_from_slice(attributes);
    // SAFETY: `all` lives through the call and is longer than what the kernel knows; the rest is zero.
    let result = unsafe { libc::syscall(libc::SYS_bpf, command, all.as_mut_ptr(), all.len()) };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(result as RawFd)
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

/// Appends a program that only returns `code` to the tcx chain of `eno1`, until the link is dropped.
fn attach(network: &Network, code: i32) -> OwnedFd {
    const BPF_PROG_LOAD: libc::c_long = 5;
    const BPF_LINK_CREATE: libc::c_long = 28;
    const BPF_PROG_TYPE_SCHED_CLS: u32 = 3;
    const BPF_TCX_INGRESS: u32 = 46;
    let index = network.laptop.run("ip -o link show eno1 | cut -d: -f1");
    let index: u32 = index.trim().parse().unwrap();
    let namespace = File::open(network.laptop.path()).unwrap();
    // A thread of its own, since it stays in that namespace.
    let attached = thread::spawn(move || {
        // SAFETY: a plain system call, for this thread only.
        assert_eq!(
            unsafe { libc::setns(namespace.as_raw_fd(), libc::CLONE_NEWNET) },
            0
        );
        // r0 = code; exit
        let code: [u8; 8] = [[0xb7, 0, 0, 0], code.to_le_bytes()]
            .concat()
            .try_into()
            .unwrap();
        let program = [code, [0x95, 0, 0, 0, 0, 0, 0, 0]];
        let mut attributes = words(&[BPF_PROG_TYPE_SCHED_CLS, 2]);
        attributes.extend((program.as_ptr() as u64).to_ne_bytes());
        attributes.extend((c"GPL".as_ptr() as u64).to_ne_bytes());
        attributes.resize(48, 0);
        attributes.extend(b"drill");
        let loaded = bpf(BPF_PROG_LOAD, &attributes).unwrap();
        // SAFETY: the kernel has just given it to us.
        let loaded = unsafe { OwnedFd::from_raw_fd(loaded) };
        let target = words(&[loaded.as_raw_fd() as u32, index, BPF_TCX_INGRESS, 0]);
        let link = bpf(BPF_LINK_CREATE, &target).unwrap();
        // SAFETY: as above.
        unsafe { OwnedFd::from_raw_fd(link) }
    });
    attached.join().unwrap()
}

/// What `bpftool link detach` does to the links that a monitor holds.
fn detach_links_of(monitor: &Monitor) {
    const BPF_LINK_GET_FD_BY_ID: libc::c_long = 30;
    const BPF_LINK_DETACH: libc::c_long = 34;
    let files = fs::read_dir(format!("/proc/{}/fdinfo", monitor.child.id())).unwrap();
    let texts = files.filter_map(|file| fs::read_to_string(file.ok()?.path()).ok());
    let ids: Vec<u32> = texts
        .filter_map(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("link_id:")?.trim().parse().ok())
        })
        .collect();
    assert_eq!(ids.len(), 1);
    let link = bpf(BPF_LINK_GET_FD_BY_ID, &words(&ids)).unwrap();
    bpf(BPF_LINK_DETACH, &words(&[link as u32])).unwrap();
    // SAFETY: it is ours.
    drop(unsafe { OwnedFd::from_raw_fd(link) });
}
