# Shows every byte that the terminal gets as `cat -vT` does; # clears, % ends.
stty raw -echo
byte='#'
while [ "$byte" != % ]; do
  case $byte in
    '#') clear && printf 'ready ' ;;
    *) printf %s "$byte" | cat -vT ;;
  esac
  IFS= read -r -N1 byte || break
done
stty sane
clear
