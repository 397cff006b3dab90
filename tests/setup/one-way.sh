# Runs a generated program at its interface and sends three pings out and four in.
# Their addresses don't exist, so that nothing answers. Prints the program's output.
# Needs root, and `unshare --net` around it. Arguments: the program; the interface that it attaches to by default.
set -eu
program=$1
iface=$2
# With IPv6 the link would send packets of its own.
quiet='echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
eval "$quiet"
unshare --net sleep 60 &
far=$!
log=$(mktemp)
trap 'kill "$far" 2>/dev/null; rm -f "$log"' EXIT
until [ "$(readlink "/proc/$far/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
there() { nsenter --target "$far" --net "$@"; }
there sh -c "$quiet"
ip link add "$iface" type veth peer name far netns "$far"
ip addr add 192.0.2.1/24 dev "$iface"
ip link set "$iface" up
ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev "$iface"
there ip addr add 192.0.2.2/24 dev far
there ip link set far up
there ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev far

"$program" >"$log" 2>&1 &
running=$!
for _ in $(seq 100); do
  ! grep -q attached "$log" || break
  sleep 0.1
done
ping -q -c 3 -i 0.2 -W 1 192.0.2.9 >/dev/null || :
there ping -q -c 4 -i 0.2 -W 1 192.0.2.9 >/dev/null || :
kill -INT "$running" || :
status=0
wait "$running" || status=$?
cat "$log"
exit "$status"
