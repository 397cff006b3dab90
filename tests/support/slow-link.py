# A bad network between two namespaces: a tap in each, whose frames are handed over late, or not at all.
# Arguments: the interface here, the pid whose network namespace has the other end, its name there, ms, loss (0 to 1).
import ctypes, fcntl, heapq, os, random, select, struct, sys, time

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000


def tap(name):
    fd = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack('16sH22x', name.encode(), IFF_TAP | IFF_NO_PI))
    return fd


here, pid, there, ms, loss = sys.argv[1:]
ends = [tap(here)]
net = os.open(f'/proc/{pid}/ns/net', os.O_RDONLY)
if ctypes.CDLL(None, use_errno=True).setns(net, 0) != 0:
    sys.exit('setns failed')
ends.append(tap(there))
print('up', flush=True)

draw = random.Random(7)
late = []
while True:
    wait = max(0, late[0][0] - time.monotonic()) if late else None
    for fd in select.select(ends, [], [], wait)[0]:
        frame = os.read(fd, 65536)
        if draw.random() >= float(loss):
            heapq.heappush(late, (time.monotonic() + float(ms) / 1000, len(late), ends[1 - ends.index(fd)], frame))
    while late and late[0][0] <= time.monotonic():
        _, _, to, frame = heapq.heappop(late)
        os.write(to, frame)
