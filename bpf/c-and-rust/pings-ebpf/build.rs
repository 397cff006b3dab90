//! Says that the kernel side is stale when bpf-linker changed. Links nothing itself.

fn main() {
    match which::which("bpf-linker") {
        Ok(linker) => println!(
            "cargo:rerun-if-changed={}",
            linker.display()
        ),
        Err(_) => {
            eprintln!(
                "bpf-linker is not on PATH. Install it (cargo install bpf-linker) or put its folder there."
            );
            std::process::exit(1);
        }
    }
}
