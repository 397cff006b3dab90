//! Builds the kernel side for the BPF target and puts it where main.rs includes it.

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let root_dir = format!(
        "{}/../file-tracker-ebpf",
        std::env::var("CARGO_MANIFEST_DIR").context("no cargo")?
    );
    let kernel_side = aya_build::Package {
        name: "file-tracker-ebpf",
        root_dir: &root_dir,
        ..Default::default()
    };
    aya_build::build_ebpf([kernel_side], aya_build::Toolchain::default())
}
