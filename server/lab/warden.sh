# First process of a pane's process namespace (PID 1), bash: starts the shell and ends what is left after it.
# On the shell's end or HUP: HUP to all, TERM, and KILL by the kernel when this process is gone. Not to be run by hand.
# Arguments: the command to run on the terminal. It must set INT and QUIT back to their defaults.
# It starts no other program: the tracker would show it.
grace_us=300000 # Time between two signals, for a program to put its things in order; PANE_END_MS in pane.ts knows it.
poll_s=0.02

told=
trap 'told=1' HUP
# The deck may be gone by now, and a HUP before the line above was lost: the terminal is hung up then.
[ -t 0 ] || exit 129
"$@" <&0 &
shell=$!
exec 2>/dev/null 9<&- # 9: the start-up file of a plain pane's shell.
wait "$shell"
status=$?

trap '' HUP
[ -z "$told" ] || status=129
kill -0 -- -1 || exit "$status" # Nobody is left.
exec 8<><(:) # Nothing ever comes from there: reading it is waiting.
for signal in HUP TERM; do
  kill -s "$signal" -- -1
  kill -s CONT -- -1 # What is stopped hears nothing else.
  until=$((${EPOCHREALTIME//[!0-9]/} + grace_us))
  while kill -0 -- -1 && ((${EPOCHREALTIME//[!0-9]/} < until)); do
    read -r -t "$poll_s" -u 8
  done
  kill -0 -- -1 || break
done
exit "$status"
