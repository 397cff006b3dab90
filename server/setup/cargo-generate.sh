#!/bin/sh
# cargo-generate as the set-up builds it, without its git library, which is more than half of what it is built from: here
# git(1) clones a template's address, and begins a repository where none is around the new project.
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
