// Counts ping requests by their source, in C with libbpf's headers: the same as pings-ebpf in Rust. Slides
// show both; a test loads both and gives them the same packets.
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

// region: map
struct {
    // region: types
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, __u32);
    __type(value, __u64);
    // endregion: types
    // region: size
    __uint(max_entries, 1024);
    // endregion: size
} PINGS SEC(".maps");
// endregion: map

static __always_inline void count(__u32 source)
{
    __u64 *seen = bpf_map_lookup_elem(&PINGS, &source);
    __u64 first = 1;

    if (seen)
        *seen += 1;
    else
        bpf_map_update_elem(&PINGS, &source, &first, BPF_ANY);
}

// The ethertype is IPv4, as its two bytes read on a little-endian machine, and the protocol is ICMP.
static __always_inline int is_icmp(void *data)
{
    return *(__u16 *)(data + 12) == 0x0008 && *(__u8 *)(data + 23) == 1;
}

SEC("classifier")
int pings(struct __sk_buff *skb)
{
    // region: check
    // region: bounds
    void *data = (void *)(long)skb->data;
    void *end = (void *)(long)skb->data_end;
    if (data + 35 > end)
        return TC_ACT_PIPE;
    // endregion: bounds
    // region: read
    __u8 icmp_type = *(__u8 *)(data + 34);
    // endregion: read
    // region: count
    if (icmp_type == 8 && is_icmp(data))
        count(*(__u32 *)(data + 26));
    // endregion: count
    // endregion: check
    return TC_ACT_PIPE;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
