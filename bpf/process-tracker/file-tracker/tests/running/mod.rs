//! Runs a file-tracker for a test: reads its lines as they come, and waits for its end.
// Each test file compiles this again and uses a part of it.
#![allow(dead_code)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

/// How long to wait for what should come at once, since a machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The command that sets up the private mount namespace before file-tracker starts.
pub const WITH_TRACEFS: &str = "mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null";

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

/// A file-tracker in a mount namespace of its own; killed when dropped, or when the test ends.
pub struct Running {
    pub child: Child,
    lines: Receiver<String>,
    /// Everything read so far.
    pub seen: Vec<String>,
}

/// The result of a run that ended by itself.
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

/// A shell that runs `prepare` in a mount namespace of its own, then file-tracker.
pub fn command(prepare: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "unshare", "--mount", "sh", "-c"]);
    command.arg(format!("{prepare}; exec \"$@\"")).arg("sh");
    command
        .arg(env!("CARGO_BIN_EXE_file-tracker"))
        .args(arguments);
    command
        .env_remove("RUST_LOG")
        .env_remove("EBPF_TALK_CGROUP");
    command
}

/// Runs it to its end.
pub fn run(command: &mut Command) -> Ended {
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("util-linux is installed");
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    Ended {
        status: output.status,
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

impl Ended {
    /// Asserts that it failed with one line on stderr and nothing else; returns the line.
    #[track_caller]
    pub fn one_line_error(&self) -> &str {
        assert!(!self.status.success(), "it succeeded: {}", self.stdout);
        let line = self.stderr.strip_suffix('\n').expect("a line on stderr");
        assert!(!line.contains('\n'), "more than one line: {line}");
        assert!(line.starts_with("file-tracker: "), "{line}");
        line
    }
}

impl Running {
    /// Starts it and waits until it is attached.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
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
        let mut running = Self {
            child,
            lines,
            seen: Vec::new(),
        };
        running.line(|line| line == "tracepoint sched:sched_process_exec attached");
        running
    }

    pub fn pid(&self) -> i32 {
        self.child.id() as i32
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

    /// The next line that contains `part`.
    #[track_caller]
    pub fn line_with(&mut self, part: &str) -> String {
        self.line(|line| line.contains(part))
    }

    pub fn signal(&self, signal: i32) {
        // SAFETY: a plain system call; the child has not been waited for, so its id is still its own.
        assert_eq!(unsafe { libc::kill(self.pid(), signal) }, 0);
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

    /// Ids of the eBPF programs it holds.
    pub fn programs(&self) -> Vec<u32> {
        let folder = PathBuf::from(format!("/proc/{}/fdinfo", self.pid()));
        let files = fs::read_dir(folder).expect("it runs");
        let texts = files.filter_map(|file| fs::read_to_string(file.ok()?.path()).ok());
        let ids = texts.filter_map(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("prog_id:")?.trim().parse().ok())
        });
        ids.collect()
    }
}

impl Drop for Running {
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

/// A folder for one test that everybody may read, removed when dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("file-tracker-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("the temporary folder is writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
        Self(path)
    }

    /// A copy of a program, under a name of its own.
    pub fn program(&self, from: impl AsRef<Path>, name: &str) -> PathBuf {
        let path = self.0.join(name);
        // Another process copies it: if this one did and another test forked, the file would be busy (ETXTBSY).
        let copied = Command::new("cp").arg(from.as_ref()).arg(&path).status();
        assert!(copied.expect("cp exists").success(), "the program exists");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
