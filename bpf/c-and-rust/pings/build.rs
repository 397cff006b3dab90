//! Builds both programs for the BPF target: the Rust with aya-build, the C with clang.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context as _, bail};

fn main() -> anyhow::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").context("no cargo")?;
    let out = PathBuf::from(env::var("OUT_DIR").context("no cargo")?);
    compile_c(&format!("{here}/../pings.bpf.c"), &out.join("pings-c.o"))?;
    // The inner cargo's output would be shown as our warnings; its errors are still shown.
    // SAFETY: a build script has only one thread.
    unsafe { env::set_var("CARGO_TERM_QUIET", "true") };
    let kernel_side = aya_build::Package {
        name: "pings-ebpf",
        root_dir: &format!("{here}/../pings-ebpf"),
        ..Default::default()
    };
    aya_build::build_ebpf([kernel_side], aya_build::Toolchain::default())
}

/// # Errors
/// When clang or libbpf's headers are missing, or the C has a warning.
fn compile_c(source: &str, object: &PathBuf) -> anyhow::Result<()> {
    println!("cargo:rerun-if-changed={source}");
    // Debian has asm/types.h in a folder of the machine, where clang looks only when it compiles for that machine.
    let machine = format!("/usr/include/{}-linux-gnu", env::consts::ARCH);
    let status = Command::new("clang")
        .args([
            "-O2", "-g", "-target", "bpf", "-Wall", "-Wextra", "-Werror", "-I", &machine,
        ])
        .args(["-c", source, "-o"])
        .arg(object)
        .status()
        .context("clang is not on PATH; fix: apt-get install clang libbpf-dev (Debian)")?;
    if !status.success() {
        bail!(
            "clang ended with {status}; if bpf/bpf_helpers.h is missing, fix: apt-get install libbpf-dev"
        );
    }
    Ok(())
}
