#!/bin/sh
# Fills template/ in the current folder, byte for byte like cargo-generate, for a machine without that.
# fill.sh NAME DIRECTION INTERFACE
set -eu

template=$(dirname "$0")/template
name=$1 direction=$2 iface=$3
crate=$(printf %s "$name" | tr - _)

expr "$name" : '[a-z][a-z0-9-]*$' >/dev/null || { echo "fill.sh: \"$name\" is not a name for a project" >&2; exit 1; }
case $direction in Ingress | Egress) ;; *) echo "fill.sh: the direction must be Ingress or Egress" >&2; exit 1 ;; esac
mkdir "$name"

quoted() { printf %s "$1" | sed 's/[&|\\]/\\&/g'; }
fill() {
  sed -e "s|{{project-name}}|$name|g" -e "s|{{crate_name}}|$crate|g" \
    -e "s|{{direction}}|$direction|g" -e "s|{{default_iface}}|$(quoted "$iface")|g"
}

(cd "$template" && find . \( -name target -o -name .git \) -prune -o -type f ! -name cargo-generate.toml -print) |
  while IFS= read -r file; do
    to=$name/$(printf %s "${file#./}" | fill)
    mkdir -p "$(dirname "$to")"
    # The copy keeps the file's mode.
    cp "$template/$file" "$to"
    fill <"$template/$file" >"$to"
  done

# Like cargo-generate: makes a repository only if there is none around the project.
git -C "$name" rev-parse --git-dir >/dev/null 2>&1 || git init -q -b main "$name"
echo "$name is filled from the template"
