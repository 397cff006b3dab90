#!/bin/sh
# Runs cargo-generate, which the set-up builds without its git library (more than half of its crates): git(1)
# clones the template's address, and makes a repository of the new project unless it is inside one.
real=$(dirname "$0")/../generate/bin/cargo-generate
clone=$(mktemp -d) || exit 1
trap 'rm -rf "$clone"' EXIT
trap 'exit 130' INT TERM

name='' last=''
for arg do
  shift
  case $last in -n | --name) name=$arg ;; esac
  last=$arg
  case $arg in
    -g | --git) ;;
    https://* | http://* | ssh://* | git@*)
      git clone --quiet --depth 1 -- "$arg" "$clone/template" || exit 1
      set -- "$@" --path "$clone/template"
      ;;
    *) set -- "$@" "$arg" ;;
  esac
done

"$real" "$@" || exit
if [ -d "$name" ] && ! git -C "$name" rev-parse --git-dir >/dev/null 2>&1; then git init --quiet -b main "$name"; fi
