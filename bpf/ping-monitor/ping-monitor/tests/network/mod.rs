//! Two unnamed network namespaces with a cable between them and ping-monitor in one. The machine's own
//! network is never touched.

// Each test file compiles this again and uses a part of it.
#![allow(dead_code)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::fs::MetadataExt as _,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

/// How long to wait for what should come at once, since a machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Address of `eno1` in `laptop`.
pub const LAPTOP: &str = "10.0.0.70";
/// Address of the other end.
pub const PEER: &str = "10.0.0.1";

/// True as root. Otherwise warns that `test` is skipped; fails when CI is set.
pub fn as_root(test: &str) -> bool {
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

/// A command that is killed with the thread that starts it, so that nothing stays when a test fails.
fn bound_to_us(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", program]);
    command
}

/// A network namespace that lives as long as the process that holds it.
pub struct Namespace(Child);

impl Namespace {
    fn new() -> Self {
        let holder = bound_to_us("unshare")
            .args(["--net", "sleep", "infinity"])
            .spawn();
        let namespace = Self(holder.expect("util-linux is installed"));
        let ours = fs::read_link("/proc/self/ns/net").expect("/proc is mounted");
        let end = Instant::now() + PATIENCE;
        while fs::read_link(namespace.path()).map_or(true, |theirs| theirs == ours) {
            assert!(Instant::now() < end, "unshare --net made no namespace");
            thread::sleep(Duration::from_millis(5));
        }
        namespace
    }

    pub fn path(&self) -> String {
        format!("/proc/{}/ns/net", self.pid())
    }

    /// The process that holds it.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// A command that runs inside.
    pub fn command(&self, program: &str) -> Command {
        let mut command = bound_to_us("nsenter");
        command.arg(format!("--net={}", self.path())).arg(program);
        command
    }

    /// Runs a shell script inside and returns its output.
    #[track_caller]
    pub fn run(&self, script: &str) -> String {
        let output = self
            .command("bash")
            .args(["-c", script])
            .output()
            .expect("bash exists");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{script}` failed: {text}{error}");
        text
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `laptop`, whose interface is `eno1`, and `peer` at the other end of its cable.
pub struct Network {
    pub laptop: Namespace,
    pub peer: Namespace,
}

impl Network {
    pub fn new() -> Self {
        let (laptop, peer) = (Namespace::new(), Namespace::new());
        laptop.run(&format!(
            "ip link add eno1 type veth peer name eth0 netns {} && \
             ip addr add {LAPTOP}/24 dev eno1 && ip link set lo up && ip link set eno1 up",
            peer.pid()
        ));
        peer.run(&format!(
            "ip addr add {PEER}/24 dev eth0 && ip link set lo up && ip link set eth0 up"
        ));
        Self { laptop, peer }
    }

    /// Starts ping-monitor at `eno1` and waits until it is attached.
    pub fn monitor(&self, arguments: &[&str]) -> Monitor {
        self.monitor_with(arguments, |_| {})
    }

    /// The same, after `change` has changed the command.
    pub fn monitor_with(&self, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Monitor {
        let mut command = self.command("eno1", arguments);
        change(&mut command);
        Monitor::start(&mut command)
    }

    /// A ping-monitor for an interface of the laptop, not started yet.
    pub fn command(&self, iface: &str, arguments: &[&str]) -> Command {
        let mut command = self.laptop.command(env!("CARGO_BIN_EXE_ping-monitor"));
        command
            .args(["--iface", iface])
            .args(arguments)
            .env_remove("RUST_LOG");
        command
    }

    /// Sends `count` pings to the laptop and waits for the answers.
    #[track_caller]
    pub fn ping(&self, count: u32) {
        self.peer
            .run(&format!("ping -n -q -i 0.05 -W 5 -c {count} {LAPTOP}"));
    }

    /// tc's qdiscs and filters at `eno1`; empty when clean.
    pub fn clsact(&self) -> String {
        self.laptop
            .run("tc qdisc show dev eno1 clsact; tc filter show dev eno1 ingress; tc filter show dev eno1 egress")
    }
}

/// A ping-monitor that a test started; killed when dropped.
pub struct Monitor {
    pub child: Child,
    lines: Receiver<String>,
    /// Everything read so far.
    pub seen: Vec<String>,
}

impl Monitor {
    /// Starts it and waits until it is attached.
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        let mut monitor = Self::spawn(command);
        monitor.attached();
        monitor
    }

    #[track_caller]
    pub fn attached(&mut self) {
        self.line(|line| line.starts_with("classifier attached to "));
    }

    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("util-linux is installed");
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        thread::spawn(move || {
            stdout
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Self {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// The next line that `wanted` accepts.
    #[track_caller]
    pub fn line(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self
            .lines
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            self.seen.push(line.clone());
            if wanted(&line) {
                return line;
            }
        }
        let mut stderr = String::new();
        if self.child.try_wait().is_ok_and(|status| status.is_some()) {
            let _ = self
                .child
                .stderr
                .take()
                .map(|mut pipe| pipe.read_to_string(&mut stderr));
        }
        panic!(
            "the line did not come; stdout: {:#?}, stderr: {stderr}",
            self.seen
        );
    }

    /// Reads one more line, if one comes until then.
    pub fn read(&mut self, end: Instant) {
        let left = end.saturating_duration_since(Instant::now());
        self.seen.extend(self.lines.recv_timeout(left));
    }

    pub fn signal(&self, signal: i32) {
        // SAFETY: a plain system call; the child has not been waited for, so its id is still its own.
        assert_eq!(unsafe { libc::kill(self.child.id() as i32, signal) }, 0);
    }

    /// Waits for the end; the rest of its output is in `seen`.
    #[track_caller]
    pub fn end(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        while self.child.try_wait().expect("it is our child").is_none() {
            assert!(
                Instant::now() < end,
                "it did not end; stdout: {:#?}",
                self.seen
            );
            thread::sleep(Duration::from_millis(10));
        }
        self.seen.extend(self.lines.iter());
        self.child.wait().expect("it is our child")
    }

    /// What it has printed on stderr; waits for its end.
    #[track_caller]
    pub fn errors(&mut self) -> String {
        self.end();
        let mut text = String::new();
        let mut pipe = self.child.stderr.take().expect("piped");
        pipe.read_to_string(&mut text).expect("it prints UTF-8");
        text
    }

    /// Ids of the eBPF programs it holds.
    pub fn programs(&self) -> Vec<u32> {
        let files = fs::read_dir(format!("/proc/{}/fdinfo", self.child.id())).expect("it runs");
        let texts = files.filter_map(|file| fs::read_to_string(file.ok()?.path()).ok());
        texts
            .filter_map(|text| {
                text.lines()
                    .find_map(|line| line.strip_prefix("prog_id:")?.trim().parse().ok())
            })
            .collect()
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asserts that none of the programs is in the kernel any more; the kernel frees them a moment after the last use.
#[track_caller]
pub fn assert_gone(programs: &[u32]) {
    assert!(
        !programs.is_empty(),
        "no program was held, so nothing is proven"
    );
    let end = Instant::now() + PATIENCE;
    loop {
        let loaded: Vec<u32> = aya::programs::loaded_programs()
            .flatten()
            .map(|program| program.id())
            .collect();
        let left: Vec<_> = programs.iter().filter(|id| loaded.contains(id)).collect();
        if left.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "still loaded: {left:?}");
        thread::sleep(Duration::from_millis(20));
    }
}
