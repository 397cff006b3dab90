# First process of the lab's other machine (PID 1 of its namespace), as root: its files and two services.
# Not to be run by hand. Environment: LAB_FILES, LAB_ADDRESS. Arguments: what runs a command as the speaker.
set -eu
echo proxmox >/proc/sys/kernel/hostname
own_sys=$LAB_FILES/sys
. "${0%/*}/own-sys.sh"
mount --bind "$LAB_FILES/hosts" /etc/hosts
# Its own terminals, in the group that sshd expects: an sshd without root cannot change it.
tty=$(getent group tty | cut -d: -f3)
mount -t devpts -o "newinstance,gid=${tty:-5},mode=620,ptmxmode=666" devpts /dev/pts
# Its own /run, since sshd needs /run/sshd and must not see the host's; the lab's files are bound into it.
mkdir -p "$LAB_FILES/run"
mount -t tmpfs tmpfs "$LAB_FILES/run"
mkdir -p "$LAB_FILES/run/sshd"
case "$LAB_FILES" in
/run/*)
  mkdir -p "$LAB_FILES/run/${LAB_FILES#/run/}"
  mount --bind "$LAB_FILES" "$LAB_FILES/run/${LAB_FILES#/run/}"
  ;;
esac
mount -n --move "$LAB_FILES/run" /run
"$@" python3 -m http.server 80 --bind "$LAB_ADDRESS" --directory "$LAB_FILES/www" >/dev/null 2>&1 &
exec "$@" /usr/sbin/sshd -D -e -f "$LAB_FILES/sshd_config"
