//! Makes cargo rebuild the kernel side when bpf-linker has changed.

fn main() {
    match which::which("bpf-linker") {
        Ok(linker) => println!("cargo:rerun-if-changed={}", linker.display()),
        Err(_) => {
            eprintln!(
                "bpf-linker is not on PATH. Fix: put its folder on PATH; bpf/README.md shows how to install it."
            );
            std::process::exit(1);
        }
    }
}
