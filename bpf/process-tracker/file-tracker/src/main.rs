//! The command `file-tracker`: its options, signals and output. tracker.rs loads the program.

mod btf;
mod cgroup;
mod escape;
mod line;
mod offsets;
mod preflight;
// ping-monitor's own: its project is also our template, which takes no file from elsewhere.
#[path = "../../../ping-monitor/ping-monitor/src/refusal.rs"]
mod refusal;
mod tracker;

use std::{
    io::{IsTerminal as _, Write as _, stdout},
    process::ExitCode,
    time::Duration,
};

use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, Result};
use clap::Parser;
use file_tracker_common::ExecEvent;
use log::Level;
use tokio::{
    signal::unix::{SignalKind, signal},
    time::{MissedTickBehavior, interval, sleep},
};

use crate::tracker::Tracker;

/// Prints a line for each process that is started.
///
/// It uses the kernel's tracepoint sched:sched_process_exec. RUST_LOG=warn hides the lines. With the environment
/// variable EBPF_TALK_CGROUP set to a cgroup v2 directory, only that cgroup's processes are shown.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// End after this many seconds; without it, Ctrl-C ends it
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    duration: Option<u64>,
    /// Memory for processes not shown yet, rounded up to a power of two; an event takes 320 bytes
    #[arg(long, value_name = "KIB", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(4..=262_144))]
    buffer: u32,
}

/// Columns of a line's level, with the blanks after it.
const LEVEL_COLUMNS: usize = 6;
/// How often lost events are checked.
const LOSS_CHECK: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    end_when_nobody_reads();
    log_to_stdout();
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("file-tracker: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<()> {
    let cgroup = cgroup::from_variable(std::env::var_os(cgroup::VARIABLE).as_deref())?;
    let mut interrupted = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    let mut terminated = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut hung_up = signal(SignalKind::hangup()).context("cannot listen for SIGHUP")?;
    let mut tracker = Tracker::start(cgroup.as_ref(), options.buffer.next_power_of_two() * 1024)?;
    if let Some(cgroup) = &cgroup {
        say(&format!(
            "only processes of the cgroup {}",
            escape::printable(cgroup.path.as_os_str().as_encoded_bytes())
        ));
    }
    say(&format!(
        "tracepoint {}:{} attached",
        tracker::CATEGORY,
        tracker::TRACEPOINT
    ));

    let mut seen = 0;
    let mut lost = 0;
    let mut losses = interval(LOSS_CHECK);
    losses.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = async {
        match options.duration {
            Some(seconds) => sleep(Duration::from_secs(seconds)).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(end);
    loop {
        tokio::select! {
            biased;
            _ = interrupted.recv() => {
                if stdout().is_terminal() {
                    // The terminal has just shown ^C.
                    say("");
                }
                break;
            }
            _ = terminated.recv() => break,
            _ = hung_up.recv() => break,
            () = &mut end => break,
            _ = losses.tick() => report_losses(tracker.lost()?, &mut lost),
            result = tracker.next(|event| show(event, &mut seen)) => result?,
        }
    }
    tracker.stop(|event| show(event, &mut seen))?;
    report_losses(tracker.lost()?, &mut lost);
    say(&format!(
        "{seen} {} seen, {lost} lost",
        if seen == 1 { "process" } else { "processes" }
    ));
    Ok(())
}

fn show(event: &ExecEvent, seen: &mut u64) {
    *seen += 1;
    log::info!("{}", line::of(event, columns()));
}

fn report_losses(now: u64, before: &mut u64) {
    if now > *before {
        log::warn!(
            "{} lost: they came faster than they could be shown",
            now - *before
        );
        *before = now;
    }
}

/// Columns after the level, when stdout is a terminal.
fn columns() -> Option<usize> {
    let mut size = libc::winsize {
        ws_row: 0,
        ws_col: 0,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: the kernel writes one `winsize`, and only if stdout is a terminal.
    let answer = unsafe { libc::ioctl(libc::STDOUT_FILENO, libc::TIOCGWINSZ, &raw mut size) };
    (answer == 0 && size.ws_col > 0).then(|| usize::from(size.ws_col).saturating_sub(LEVEL_COLUMNS))
}

/// A line about the program itself, not about a process; RUST_LOG doesn't hide it.
fn say(text: &str) {
    // Without a reader the program is ended by SIGPIPE.
    let _ = writeln!(stdout(), "{text}");
}

/// `INFO  text`, coloured on a terminal only; RUST_LOG sets what is shown, `info` without it.
fn log_to_stdout() {
    let environment = env_logger::Env::default().default_filter_or("info");
    env_logger::Builder::from_env(environment)
        .target(env_logger::Target::Stdout)
        .format(|out, record| {
            let style = level_style(record.level());
            writeln!(
                out,
                "{style}{:<5}{style:#} {}",
                record.level(),
                record.args()
            )
        })
        .init();
}

fn level_style(level: Level) -> Style {
    match level {
        Level::Error => AnsiColor::Red.on_default().bold(),
        Level::Warn => AnsiColor::Yellow.on_default(),
        Level::Info => AnsiColor::Green.on_default(),
        Level::Debug | Level::Trace => Style::new().dimmed(),
    }
}

/// Like other commands in a pipe (`file-tracker | head`); by default Rust programs ignore SIGPIPE.
fn end_when_nobody_reads() {
    // SAFETY: sets a disposition, before any other thread exists.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
}
