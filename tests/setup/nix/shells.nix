# The packages of flake.nix's shells, with stand-ins for its inputs: { SYSTEM = { default = [ names ]; }; }.
let
  flake = import ../../../flake.nix;
  inputs = {
    self = { };
    nixpkgs = {
      # An input of a flake is imported by this path.
      outPath = ./nixpkgs;
      lib.genAttrs =
        names: value:
        builtins.listToAttrs (
          map (name: {
            inherit name;
            value = value name;
          }) names
        );
    };
    rust-overlay.overlays.default = _final: _prev: {
      rust-bin.selectLatestNightlyWith =
        select:
        select {
          minimal.override = { extensions }: "rust nightly with ${builtins.concatStringsSep ", " extensions}";
        };
    };
  };
in
# Only declared inputs are passed, as nix itself does.
assert builtins.attrNames flake.inputs == [
  "nixpkgs"
  "rust-overlay"
];
(flake.outputs inputs).devShells
