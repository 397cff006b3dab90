# First process of a pane without root, as the speaker: leader of the terminal's session. Not for running by hand.
# Environment: PANE_RC (text of the shell's start-up file), PANE_NONCE. Arguments: the words that contain the shell.
set -u
if [ "${PANE_NONCE+set}" ]; then
  rc=$PANE_RC
  nonce=$PANE_NONCE
  unset PANE_RC PANE_NONCE
  # Once more without them: the speaker's programs can read in /proc/PID/environ what a process was started with.
  exec /bin/sh "$0" "$@" 8<<NONCE 9<<RC
$nonce
NONCE
exec 9<&-
$rc
RC
fi
read -r nonce <&8
exec 8<&-
# Keys are for the shell's jobs. A handler, since what is ignored here would stay ignored in them.
trap : INT QUIT TSTP
status=0
"$@" /bin/bash --noprofile --rcfile /dev/fd/9 -i || status=$?
exec 9<&-
# Behind the shell's last output. The terminal is held open until the deck has read it and ends this process.
printf '\033]133;Z;%s;n=%s\007' "$status" "$nonce"
exec sleep infinity
