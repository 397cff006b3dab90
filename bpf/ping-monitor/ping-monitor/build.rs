//! Builds the kernel side for the BPF target and puts it where main.rs includes it.

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let root_dir = format!(
        "{}/../ping-monitor-ebpf",
        std::env::var("CARGO_MANIFEST_DIR").context("no cargo")?
    );
    // The inner cargo's output would be shown as our warnings at every run; its errors are still shown.
    // SAFETY: a build script has only one thread.
    unsafe { std::env::set_var("CARGO_TERM_QUIET", "true") };
    let kernel_side = aya_build::Package {
        name: "ping-monitor-ebpf",
        root_dir: &root_dir,
        ..Default::default()
    };
    aya_build::build_ebpf([kernel_side], aya_build::Toolchain::default())
}
