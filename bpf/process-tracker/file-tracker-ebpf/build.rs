//! Says that the kernel side is stale when bpf-linker changed. Links nothing itself.

fn main() {
    match which::which("bpf-linker") {
        Ok(linker) => println!("cargo:rerun-if-changed={}", linker.display()),
        Err(_) => {
            eprintln!(
                "bpf-linker is not on PATH. Put the folder that holds it there; bpf/README.md says how to get it."
            );
            std::process::exit(1);
        }
    }
}
