//! Makes cargo rebuild the kernel side when bpf-linker has changed.

fn main() {
    match which::which("bpf-linker") {
        Ok(linker) => println!(
            "cargo:rerun-if-changed={}",
            linker.display()
        ),
        Err(_) => {
            eprintln!(
                "bpf-linker is not on PATH. Fix: cargo install bpf-linker, or put its folder on PATH."
            );
            std::process::exit(1);
        }
    }
}
