# First process of a pane (PID 1 of its namespace), as root: sets its mounts, then becomes warden.sh.
# Not to be run by hand. Arguments: the command to run on the terminal. Environment: PANE_CGROUP (the pane's own),
# PANE_HOSTNAME (empty on the stage), PANE_FILES (folder with what is bound over /etc), PANE_HOME, PANE_UMASK, PANE_CWD, PANE_WARDEN.
set -eu
echo 0 >"$PANE_CGROUP/cgroup.procs"

if [ -n "$PANE_HOSTNAME" ]; then
  own_sys=$PANE_FILES/sys
  . "${0%/*}/own-sys.sh"
  # What `ip netns add` makes here goes with the pane. The lab removes the folder if nobody had one: netns.ts.
  [ -d /run/netns ] || { : >"$PANE_FILES/../netns" && mkdir -p /run/netns; } || :
  mount -n -t tmpfs -o mode=755 tmpfs /run/netns || :
fi
[ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null || :

if [ -n "$PANE_HOSTNAME" ]; then
  echo "$PANE_HOSTNAME" >/proc/sys/kernel/hostname
  mount --bind "$PANE_FILES/hosts" /etc/hosts
  [ ! -e /etc/ssh/ssh_config ] || mount --bind "$PANE_FILES/ssh_config" /etc/ssh/ssh_config
  [ ! -d "$PANE_HOME/.ssh" ] || mount --bind "$PANE_FILES/no-ssh" "$PANE_HOME/.ssh"
fi
# The password was given when the deck started; inside its panes sudo does not ask again.
[ ! -e /etc/sudoers ] || mount --bind "$PANE_FILES/sudoers" /etc/sudoers

umask "$PANE_UMASK"
cd "$PANE_CWD"
warden=$PANE_WARDEN
unset PANE_CGROUP PANE_HOSTNAME PANE_FILES PANE_HOME PANE_UMASK PANE_CWD PANE_WARDEN
# setsid -c makes the terminal the shell's controlling terminal.
exec /bin/bash "$warden" setsid -c "$@"
