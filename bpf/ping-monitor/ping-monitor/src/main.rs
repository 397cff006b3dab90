//! Attaches the classifier to an interface and prints what it logs, until Ctrl-C.

mod attachment;
mod chain;
mod interface;
mod preflight;
mod qdisc;
mod refusal;

use std::{
    io::{IsTerminal as _, Write as _, stdout},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context as _, Result};
use attachment::{Attachment, Way};
use aya::{Ebpf, EbpfLoader, VerifierLogLevel};
use aya_log::EbpfLogger;
use clap::Parser;
use log::Log;
use refusal::refused;
use tokio::{
    io::{Interest, unix::AsyncFd},
    signal::unix::{SignalKind, signal},
    time::{MissedTickBehavior, interval},
};

const PROGRAM: &str = "ping_monitor";

/// How often we look whether the interface is still there, and who else is attached to it.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Watches an interface with an eBPF classifier and prints what it logs. RUST_LOG=warn hides the lines.
#[derive(Parser)]
struct Options {
    /// Interface to watch
    #[arg(short, long, default_value = "eno1")]
    iface: String,
    /// How to attach: tcx needs Linux 6.6; clsact is older, and comes after it. Without it: tcx, or clsact if the kernel
    /// has no tcx or others are attached by it already
    #[arg(long, value_name = "WAY")]
    attach: Option<Way>,
}

/// Records on their way from the kernel side to the log.
type Logger = AsyncFd<EbpfLogger<&'static dyn Log>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    log_to_stdout();
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ping-monitor: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<()> {
    preflight::interface(&options.iface)?;
    preflight::capabilities()?;
    let mut interrupted = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    let mut terminated = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut hung_up = signal(SignalKind::hangup()).context("cannot listen for SIGHUP")?;

    let mut ebpf = load()?;
    let mut logger = logger(&mut ebpf)?;
    let program = ebpf
        .program_mut(PROGRAM)
        .with_context(|| format!("the kernel side has no program {PROGRAM}"))?;
    let mut attachment = Attachment::new(program.try_into()?, &options.iface, options.attach)?;
    say(&format!(
        "classifier attached to {attachment}, Ctrl-C ends it"
    ));

    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
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
            _ = look.tick() => {
                for line in attachment.look()? {
                    say(&line);
                }
            }
            result = flush(logger.as_mut()) => result?,
        }
    }
    let iface = attachment.detach()?;
    say(&format!("classifier detached from {iface}"));
    Ok(())
}

fn load() -> Result<Ebpf> {
    // Kernels before 5.11 count maps against the limit on locked memory, which is small.
    let limit = libc::rlimit {
        rlim_cur: libc::RLIM_INFINITY,
        rlim_max: libc::RLIM_INFINITY,
    };
    // SAFETY: `limit` lives through the call. A failure shows when the maps are made.
    unsafe { libc::setrlimit(libc::RLIMIT_MEMLOCK, &raw const limit) };
    EbpfLoader::new()
        // The kernel's BTF is only needed for relocations, and this program has none.
        .btf(None)
        // Without statistics, which would take rows from the verifier's reason.
        .verifier_log_level(VerifierLogLevel::DEBUG)
        .load(aya::include_bytes_aligned!(concat!(
            env!("OUT_DIR"),
            "/ping-monitor"
        )))
        .map_err(refused)
}

/// None when the kernel side has no log line.
fn logger(ebpf: &mut Ebpf) -> Result<Option<Logger>> {
    match EbpfLogger::init(ebpf) {
        // SAFETY: the logger owns its descriptor and moves into the AsyncFd, which deregisters it before it closes.
        Ok(logger) => Ok(Some(unsafe {
            AsyncFd::register_with_interest(logger, Interest::READABLE)
        }?)),
        Err(error) => {
            log::warn!("the kernel side logs nothing: {error}");
            Ok(None)
        }
    }
}

/// Waits for log records and prints them.
async fn flush(logger: Option<&mut Logger>) -> Result<()> {
    let Some(logger) = logger else {
        return std::future::pending().await;
    };
    let mut ready = logger.readable_mut().await?;
    ready.get_inner_mut().flush();
    ready.clear_ready();
    Ok(())
}

/// A line about the program itself; RUST_LOG doesn't hide it.
fn say(text: &str) {
    // Go on even if nobody reads, since everything must still be removed.
    let _ = writeln!(stdout(), "{text}");
}

/// `INFO  text`, coloured on a terminal only; RUST_LOG sets what is shown, `info` without it.
fn log_to_stdout() {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info"))
        .target(env_logger::Target::Stdout)
        .format(|out, record| {
            let style = out.default_level_style(record.level());
            writeln!(
                out,
                "{style}{:<5}{style:#} {}",
                record.level(),
                record.args()
            )
        })
        .init();
}
