//! The slides' C and Rust programs do the same: both are loaded into the real kernel and run on the same
//! packets. Needs root; without it the test is skipped with a warning, and fails when CI is set.

use std::{collections::BTreeMap, fs, io::Write as _, os::unix::fs::MetadataExt as _};

use anyhow::{Context as _, Result, ensure};
use aya::{
    Ebpf, TestRun as _,
    maps::HashMap,
    programs::{SchedClassifier, TestRunOptions},
};

/// include/uapi/linux/pkt_cls.h
const TC_ACT_PIPE: u32 = 3;
/// Bytes of a packet up to the ICMP type, including it.
const READ: usize = 35;

struct Program(Ebpf);

impl Program {
    fn load(object: &[u8]) -> Result<Self> {
        let mut ebpf = Ebpf::load(object).context("loading needs root and a kernel with BPF")?;
        let program: &mut SchedClassifier =
            ebpf.program_mut("pings").context("no pings")?.try_into()?;
        program.load()?;
        Ok(Self(ebpf))
    }

    /// Runs it once on a frame. Returns its verdict and the map's counts by source.
    fn run(&mut self, frame: &[u8]) -> Result<(u32, Vec<(u32, u64)>)> {
        let program: &SchedClassifier = self.0.program("pings").context("no pings")?.try_into()?;
        let mut options = TestRunOptions::new();
        options.data_in = Some(frame);
        let run = program.test_run(options);
        let verdict = run
            .with_context(|| format!("a frame of {} bytes", frame.len()))?
            .return_value;
        let map: HashMap<_, u32, u64> =
            HashMap::try_from(self.0.map("PINGS").context("no PINGS")?)?;
        let mut counts = map.iter().collect::<Result<Vec<_>, _>>()?;
        counts.sort_unstable();
        Ok((verdict, counts))
    }
}

/// 98 bytes from 10.0.0.1 to 10.0.0.70: Ethernet, IPv4 without options, ICMP (RFC 791, RFC 792).
fn ping() -> Vec<u8> {
    let mut frame = vec![0; 98];
    frame[12..14].copy_from_slice(&[0x08, 0x00]);
    frame[14] = 0x45;
    frame[16..18].copy_from_slice(&84u16.to_be_bytes());
    frame[23] = 1;
    frame[26..30].copy_from_slice(&[10, 0, 0, 1]);
    frame[30..34].copy_from_slice(&[10, 0, 0, 70]);
    frame[34] = 8;
    frame
}

fn with(changes: &[(usize, u8)]) -> Vec<u8> {
    let mut frame = ping();
    for (at, byte) in changes {
        frame[*at] = *byte;
    }
    frame
}

/// The source address (RFC 791), as its four bytes read on this machine: the key of a ping in the map.
fn source(frame: &[u8]) -> Result<u32> {
    let bytes = frame.get(26..30).context("no source address")?;
    Ok(u32::from_ne_bytes(bytes.try_into()?))
}

/// A frame and whether it is counted.
fn frames() -> Vec<(String, Vec<u8>, bool)> {
    let mut frames = vec![
        ("echo request".into(), ping(), true),
        ("another source".into(), with(&[(29, 9)]), true),
        ("the same again".into(), ping(), true),
        ("echo reply".into(), with(&[(34, 0)]), false),
        ("TCP".into(), with(&[(23, 6)]), false),
        ("ARP".into(), with(&[(13, 6)]), false),
        ("IPv6".into(), with(&[(12, 0x86), (13, 0xdd)]), false),
    ];
    // The kernel's test run needs the Ethernet header (14 bytes), on some kernels one byte more (Linux commit
    // fd1894224407), and a whole IP header (20, 40) if the ethertype is IP. So shorter frames are ARP.
    for length in 15..=42 {
        let arp = with(&[(13, 6)])[..length].to_vec();
        frames.push((format!("{length} bytes of ARP"), arp, false));
    }
    for length in 34..=42 {
        let cut = ping()[..length].to_vec();
        frames.push((format!("{length} bytes of a ping"), cut, length >= READ));
    }
    // Noise from a fixed seed (Marsaglia's xorshift), half of it made to look like ICMP.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for number in 0..500 {
        let length = 54 + usize::try_from(random() % 100).expect("below 100");
        let mut frame: Vec<u8> = (0..length).map(|_| random().to_le_bytes()[0]).collect();
        for (at, byte) in [(12, 0x08), (13, 0x00), (23, 1), (34, 8)] {
            if number % 2 == 0 && random() % 8 != 0 {
                frame[at] = byte;
            }
        }
        let is_ping = frame[12..14] == [8, 0] && frame[23] == 1 && frame[34] == 8;
        frames.push((format!("noise {number}"), frame, is_ping));
    }
    frames
}

/// True as root. Otherwise warns that `test` is skipped; fails when CI is set.
fn as_root(test: &str) -> bool {
    if fs::metadata("/proc/self").expect("/proc is mounted").uid() == 0 {
        return true;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{test} needs root, and CI is set"
    );
    // Not eprintln!, which cargo test hides when a test passes.
    let _ = writeln!(
        std::io::stderr(),
        "\nSKIPPED {test}: needs root; run it as root: sudo -E cargo test\n"
    );
    false
}

#[test]
fn both_count_the_same_pings_and_pass_every_packet() -> Result<()> {
    if !as_root("both_count_the_same_pings_and_pass_every_packet") {
        return Ok(());
    }
    let mut from_c = Program::load(pings::FROM_C)?;
    let mut from_rust = Program::load(pings::FROM_RUST)?;
    let mut expected = BTreeMap::new();
    for (name, frame, counted) in frames() {
        let c = from_c.run(&frame)?;
        let rust = from_rust.run(&frame)?;
        ensure!(c == rust, "{name}: C says {c:?}, Rust says {rust:?}");
        ensure!(c.0 == TC_ACT_PIPE, "{name}: verdict {}", c.0);
        if counted {
            *expected.entry(source(&frame)?).or_insert(0) += 1;
        }
        ensure!(
            c.1.iter().copied().eq(expected.clone()),
            "{name}: {:?} counted, {expected:?} expected",
            c.1
        );
    }
    let pings: u64 = expected.values().sum();
    ensure!(pings > 100, "the table has only {pings} pings");
    Ok(())
}
