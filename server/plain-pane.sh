# First process of a pane without root, as the speaker: leader of the terminal's session. Not for running by hand.
# Environment: PANE_RC (text of the shell's start-up file), PANE_NONCE. Arguments: the words that contain the shell.
set -u
rc=$PANE_RC
nonce=$PANE_NONCE
unset PANE_RC PANE_NONCE
# Keys are for the shell's jobs. A handler, since what is ignored here would stay ignored in them.
trap : INT QUIT TSTP
status=0
"$@" /bin/bash --noprofile --rcfile /dev/fd/9 -i 9<<EOF || status=$?
exec 9<&-
$rc
EOF
# Behind the shell's last output. The terminal is held open until the deck has read it and ends this process.
printf '\033]133;Z;%s;n=%s\007' "$status" "$nonce"
exec sleep infinity
