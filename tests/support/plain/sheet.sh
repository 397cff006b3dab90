#!/bin/bash
# Fills the terminal with a file, without a shell prompt; single keys move the cursor.
# usage: sheet.sh FILE [REPORTS]: bytes that the terminal sends while it reports the mouse go to REPORTS.
# keys: h home, e the last cell, q the end.
file=$1 reports=$2
saved=$(stty -g)
trap 'printf "\e[?1003l\e[?1006l\e[2J\e[H"; stty "$saved"' EXIT
stty -echo -icanon min 1 time 0
printf '\e[2J\e[3J\e[H'
cat "$file"
printf '\e[H'
if [ -n "$reports" ]; then
  # 1003: every movement; 1006: decimal cells (xterm's ctlseqs, "Mouse Tracking").
  printf '\e[?1003h\e[?1006h'
  cat >"$reports"
fi
while IFS= read -rsn1 key; do
  case $key in
    h) printf '\e[H' ;;
    e) printf '\e[999;999H' ;;
    q) exit ;;
  esac
done
