# The nix users' way in: `nix develop` gives what the deck's set-up brings elsewhere. Nothing else here needs nix.
# Checked against a stand-in for nixpkgs only (tests/setup/nix): the packages' names, not what they build.
{
  description = "A talk on eBPF with Rust and Aya whose demos run inside its slides";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    rust-overlay = {
      url = "github:oxalica/rust-overlay";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    { nixpkgs, rust-overlay, ... }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
    in
    {
      devShells = nixpkgs.lib.genAttrs systems (
        system:
        let
          pkgs = import nixpkgs {
            inherit system;
            overlays = [ rust-overlay.overlays.default ];
          };
          # BPF is a target without a compiled core, so core's source is needed, and a nightly to compile it.
          rust = pkgs.rust-bin.selectLatestNightlyWith (
            toolchain:
            toolchain.minimal.override {
              extensions = [
                "rust-src"
                "rustfmt"
                "clippy"
              ];
            }
          );
        in
        {
          default = pkgs.mkShell {
            packages = [
              rust
              # Its LLVM has to be as new as rustc's; `npm run setup` compares the two.
              pkgs.bpf-linker
              pkgs.cargo-generate
              pkgs.nodejs
              pkgs.iproute2
              # What the demos type, and what the lab is made of.
              pkgs.curl
              pkgs.git
              pkgs.iputils
              pkgs.openssh
              pkgs.python3
              pkgs.util-linux
            ];
          };
        }
      );
    };
}
