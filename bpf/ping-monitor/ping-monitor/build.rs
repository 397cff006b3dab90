//! Builds the kernel side for the BPF target and puts it where main.rs includes it.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio, exit},
};

use anyhow::Context as _;

/// Set where this script is its own child, whose lines are looked through.
const BUILDS: &str = "BUILDS_KERNEL_SIDE";

/// Without rustup, as with Debian's toolchain, aya-build takes the cargo on PATH, and says so in yellow at every run.
/// That is meant here, so this line is left out; all others are passed on.
const MEANT: &str = "cargo:warning=which(rustup)=";

fn main() -> anyhow::Result<()> {
    if env::var_os(BUILDS).is_some() {
        return build();
    }
    let mut child = Command::new(env::current_exe()?)
        .env(BUILDS, "1")
        .env("CARGO_TERM_QUIET", "true") // Its output would be shown as our warnings; errors are still shown.
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = child.stdout.take().context("no pipe")?;
    for line in BufReader::new(lines).lines() {
        let line = line?;
        if !line.starts_with(MEANT) {
            println!("{line}");
        }
    }
    exit(child.wait()?.code().unwrap_or(1));
}

fn build() -> anyhow::Result<()> {
    let root_dir = format!(
        "{}/../ping-monitor-ebpf",
        env::var("CARGO_MANIFEST_DIR").context("no cargo")?
    );
    let kernel_side = aya_build::Package {
        name: "ping-monitor-ebpf",
        root_dir: &root_dir,
        ..Default::default()
    };
    aya_build::build_ebpf([kernel_side], aya_build::Toolchain::default())
}
