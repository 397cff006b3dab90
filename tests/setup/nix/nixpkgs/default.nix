# A stand-in for nixpkgs: names instead of packages, and an error for every other name.
{
  system,
  overlays ? [ ],
}:
let
  names = [
    "bpf-linker"
    "cargo-generate"
    "curl"
    "git"
    "iproute2"
    "iputils"
    "nodejs"
    "openssh"
    "python3"
    "util-linux"
  ];
  packages = builtins.listToAttrs (
    map (name: {
      inherit name;
      value = "${name} for ${system}";
    }) names
  );
  base = packages // {
    mkShell = { packages }: packages;
  };
in
builtins.foldl' (pkgs: overlay: pkgs // overlay pkgs pkgs) base overlays
