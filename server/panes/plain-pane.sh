# First process of a pane without root, as the speaker; leads the terminal's session. Not to be run by hand.
# Environment: PANE_RC (text of the shell's start-up file), PANE_NONCE. Arguments: the command that contains the shell.
set -u
if [ "${PANE_NONCE+set}" ]; then
  rc=$PANE_RC
  nonce=$PANE_NONCE
  unset PANE_RC PANE_NONCE
  # Start again without them: the speaker's programs can read the first environment in /proc/PID/environ.
  exec /bin/sh "$0" "$@" 8<<NONCE 9<<RC
$nonce
NONCE
exec 9<&-
$rc
RC
fi
read -r nonce <&8
exec 8<&-
# Ctrl-C and the like are for the shell's jobs. An empty handler, since a signal ignored here would be ignored there too.
trap : INT QUIT TSTP
status=0
"$@" /bin/bash --noprofile --rcfile /dev/fd/9 -i || status=$?
exec 9<&-
# Comes after the shell's last output. The terminal stays open until the deck has read this and ends the process.
printf '\033]133;Z;%s;n=%s\007' "$status" "$nonce"
exec sleep infinity
