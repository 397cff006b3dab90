#!/bin/bash
# Measures how long a fresh clone on a fresh Debian 12 with only Node 20 takes until the talk is live.
# Needs root and debootstrap. Works in a root directory, mount and PID namespace of its own; changes nothing here.
#
#   tests/setup/fresh-debian.sh [--as root|sudo|plain] [--worktree] [--setup] [--test] [--timeout SECONDS]
#
#   --as root    npm start as root: times to the first slide and to all demos live (default)
#   --as sudo    an ordinary user who may sudo: npm run setup -- --yes, then npm start
#   --as plain   an ordinary user without sudo: npm start must serve and print what is missing
#   --worktree   the files as they are here, instead of a clone of the last commit
#   --setup      only npm run setup; --test: only npm test
# FRESH_DEBIAN_CACHE=DIR: where the bare root is kept as a tarball for the next run (default: a directory in TMPDIR).
set -euo pipefail

project=$(cd "$(dirname "$0")/../.." && pwd)
as=root from=clone verb=start timeout=1800
while [ $# -gt 0 ]; do
  case $1 in
    --as) as=$2; shift ;;
    --worktree) from=worktree ;;
    --setup) verb=setup ;;
    --test) verb=test ;;
    --timeout) timeout=$2; shift ;;
    *) echo "unknown argument: $1" >&2; exit 2 ;;
  esac
  shift
done
[ "$(id -u)" = 0 ] || { echo 'needs root (debootstrap, chroot, mount)' >&2; exit 1; }
command -v debootstrap >/dev/null || { echo 'needs debootstrap: apt-get install debootstrap' >&2; exit 1; }

cache=${FRESH_DEBIAN_CACHE:-${TMPDIR:-/tmp}/ebpf-talk-fresh-debian}
work=$(mktemp -d "${TMPDIR:-/tmp}/fresh-debian.XXXXXX")
root=$work/root
log=$work/log
namespace=
cleanup() {
  status=$?
  # The PID namespace's init ends with unshare; that ends everything inside and the mounts.
  if [ -n "$namespace" ]; then kill -KILL "$namespace" 2>/dev/null || true; wait "$namespace" 2>/dev/null || true; fi
  if [ $status -ne 0 ]; then
    for file in "$log" "$root"/"${home:-}"/ebpf-talk/.cache/setup/*.log; do
      if [ -e "$file" ]; then echo "--- ${file##*/}" >&2; tr '\r' '\n' < "$file" | tail -n 40 | cut -c1-300 >&2; fi
    done
  fi
  if grep -q " $work/" /proc/self/mountinfo; then echo "still mounted below $work; not removed" >&2; exit 1; fi
  rm -rf --one-file-system "$work"
  exit $status
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# --- the bare root -------------------------------------------------------------------------------------------------

# Where this machine gets Debian from: the first source of the suite, in either format of sources.list(5).
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -n "s/^deb \(\[[^]]*\] \)\?\([^ ]*\) $1 .*/\2/p" | head -1
  cat /etc/apt/sources.list.d/*.sources 2>/dev/null |
    awk -v suite="$1" '/^URIs:/{uri=$2} /^Suites:/{for(i=2;i<=NF;i++) if($i==suite) {print uri; exit}}' | head -1
}
main=$(mirror bookworm | head -1)
security=$(mirror bookworm-security | head -1)
main=${main:-http://deb.debian.org/debian}
security=${security:-http://deb.debian.org/debian-security}

mkdir -p "$cache" "$root"
if [ ! -e "$cache/bookworm.tar" ]; then
  echo 'debootstrap: a bare Debian 12 (bookworm)'
  debootstrap --variant=minbase --include=ca-certificates,git bookworm "$root" "$main" >"$log" 2>&1
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  tar -C "$root" -cf "$cache/bookworm.tar.part" . && mv "$cache/bookworm.tar.part" "$cache/bookworm.tar"
else
  tar -C "$root" -xf "$cache/bookworm.tar"
fi

# The settings that a new machine has from its installer and owner: sources, resolver, certificates, registry clients.
printf 'deb %s bookworm main\ndeb %s bookworm-updates main\ndeb %s bookworm-security main\n' \
  "$main" "$main" "$security" > "$root/etc/apt/sources.list"
apt-config dump | grep -E '^Acquire::(https?|Retries|Check)' > "$root/etc/apt/apt.conf.d/90-from-the-host" || true
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
printf '127.0.0.1 localhost\n127.0.0.1 %s\n' "$(hostname)" > "$root/etc/hosts"
cp -rL /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$root/usr/local/share/ca-certificates/" \; 2>/dev/null || true

# Node 20 alone: this machine's, copied to /usr/local.
install -D -m 755 "$(readlink -f "$(command -v node)")" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -r "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
globalrc=$(npm config get globalconfig)
if [ -e "$globalrc" ]; then install -D -m 644 "$globalrc" "$root/usr/local/etc/npmrc"; fi

case $as in
  root) user=root home=/root ;;
  sudo | plain)
    user=speaker home=/home/speaker
    chroot "$root" useradd --create-home --shell /bin/bash "$user"
    ;;
  *) echo "--as must be root, sudo or plain, not $as" >&2; exit 2 ;;
esac
if [ "$as" = sudo ]; then
  chroot "$root" sh -c 'apt-get -q update && apt-get install -qy --no-install-recommends sudo' >>"$log" 2>&1
  echo "$user ALL=(ALL) NOPASSWD: ALL" > "$root/etc/sudoers.d/$user"
  chmod 440 "$root/etc/sudoers.d/$user"
fi
for file in .npmrc .cargo/config.toml; do
  if [ -e "$HOME/$file" ]; then install -D -m 644 "$HOME/$file" "$root$home/$file"; fi
done

# The project.
if [ "$from" = clone ]; then
  git clone --quiet --no-hardlinks "$project" "$root$home/ebpf-talk"
else
  mkdir "$root$home/ebpf-talk"
  (cd "$project" && git ls-files -coz --exclude-standard | tar --null -T - --ignore-failed-read -cf - 2>/dev/null) |
    tar -C "$root$home/ebpf-talk" -xf -
fi
chroot "$root" chown -R "$user:" "$home"

# --- the run ---------------------------------------------------------------------------------------------------------

# Certificates and proxies from this machine's environment; nothing else of it.
keep=()
for name in NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE GIT_SSL_CAINFO \
  http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
  if [ -n "${!name:-}" ]; then keep+=("$name=${!name}"); fi
done

# PID 1 of the namespace: runs the command as the user, ends it with SIGTERM on request, and writes its status.
cat > "$root/entry" <<'INSIDE'
#!/bin/sh
user=$1; shift
setpriv --reuid "$user" --regid "$user" --init-groups -- "$@" </dev/null &
pid=$!
while [ ! -e /stop ] && kill -0 $pid 2>/dev/null; do sleep 0.2; done
[ -e /stop ] && kill -TERM $pid
wait $pid
echo $? > /status
INSIDE
chmod 755 "$root/entry"

inside() { # COMMAND... : runs it in the chroot, in its own namespaces, as the user, in the project, in the background
  rm -f "$root/stop" "$root/status"
  unshare --mount --pid --fork --kill-child --propagation private bash -c '
    root=$1; shift
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs -o mode=755 tmpfs "$root/run" 2>/dev/null || true
    exec chroot "$root" "$@"' bash "$root" /entry "$user" env -i \
    HOME="$home" USER="$user" LOGNAME="$user" LANG=C.UTF-8 TERM=xterm-256color "${keep[@]}" \
    PATH="/usr/local/bin:/usr/bin:/bin$([ "$user" = root ] && echo :/usr/local/sbin:/usr/sbin:/sbin)" \
    sh -c 'cd "$HOME/ebpf-talk" && exec "$@"' sh "$@" >>"$log" 2>&1 &
  namespace=$!
}

began=$(date +%s.%N)
since() { echo "$began $(date +%s.%N)" | awk '{printf "%.1f", $2 - $1}'; }
fail() { echo "FAILED after $(since) s: $*" >&2; exit 1; }
until_line() { # REGEX WHAT : waits for a line of the log
  while ! grep -qE "$1" "$log"; do
    kill -0 "$namespace" 2>/dev/null || { grep -qE "$1" "$log" || fail "ended before $2"; }
    [ "$(since | cut -d. -f1)" -lt "$timeout" ] || fail "no $2 in $timeout s"
    sleep 0.2
  done
}
finish() { # makes PID 1 end the command; its status must be 0
  touch "$root/stop"
  wait "$namespace" || true
  namespace=
  [ "$(cat "$root/status" 2>/dev/null)" = 0 ] || fail "status $(cat "$root/status" 2>/dev/null || echo none) at the end"
}
foreground() { # COMMAND... : runs it to its end; its status must be 0
  inside "$@"
  wait "$namespace" || true
  namespace=
  [ "$(cat "$root/status" 2>/dev/null)" = 0 ] || fail "$* ended with status $(cat "$root/status" 2>/dev/null || echo none)"
}

: >"$log"
if [ "$verb" = setup ] || [ "$as" = sudo ]; then
  foreground npm run setup -- --yes
  cat "$log"
  echo "set up from nothing as $as: $(since) s"
  again=$(date +%s.%N)
  foreground npm run setup -- --yes
  echo "the second time: $(echo "$again $(date +%s.%N)" | awk '{printf "%.1f", $2 - $1}') s"
fi
if [ "$verb" = test ]; then
  foreground env CI=true npm test
  cat "$log"
  echo "npm test from nothing: $(since) s"
fi
if [ "$verb" = start ]; then
  : >"$log"
  began=$(date +%s.%N)
  inside npm start -- --no-open
  until_line '^ready http' 'the ready line'
  url=$(sed -n 's/^ready //p' "$log" | head -1)
  page=$(curl -fsSL --max-time 30 --cookie-jar "$work/cookies" "$url") || fail "GET $url"
  grep -q '<section\|type="module"' <<<"$page" || fail 'the page is not a deck'
  first=$(since)
  if [ "$as" = plain ]; then
    until_line 'fix:' 'a line that names what is missing'
    grep -E 'failed|fix:' "$log"
  else
    until_line '^live process-tracker' 'the process tracker live'
    tracker=$(since)
    until_line '^live ping-monitor' 'the ping monitor live'
    echo "process tracker live: $tracker s"
    echo "all demos live: $(since) s"
  fi
  echo "first slide as $as: $first s"
  finish
fi
echo 'ok'
