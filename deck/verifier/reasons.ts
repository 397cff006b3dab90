// Why the verifier refuses: each of its reasons as one plain sentence for an audience.

type Reason = { says: RegExp; why: string | ((found: RegExpExecArray) => string) };

/**
 * The kernel's own words from kernel/bpf/verifier.c, as of Linux 6.18 and the same since 5.13; the function that prints
 * them stands behind each. The first that is found counts, so what is narrower stands above.
 */
const REASONS: readonly Reason[] = [
  // __check_mem_access(): `off` bytes behind the place that `id` stands for, 0 being the packet's first byte; `r` are proven.
  {
    says: /^invalid access to packet, off=(-?\d+) size=(\d+), R\d+\(id=(\d+),off=-?\d+,r=(-?\d+)\)/,
    why: packet,
  },
  // check_packet_access()
  {
    says: /^R\d+ offset is outside of the packet/,
    why: 'Nothing has checked that the packet is long enough.',
  },
  // __check_mem_access()
  {
    says: /^invalid access to map value, value_size=(\d+) off=(-?\d+) size=(\d+)/,
    why: ([, has, off, size]) =>
      `A value of this map has ${bytes(Number(has))}; this needs ${Number(off) + Number(size)}.`,
  },
  // check_mem_access(), check_reg_sane_offset(), check_mem_region_access()
  {
    says: /min value is negative/,
    why: 'The offset could be negative: nothing rules that out.',
  },
  {
    says: /unbounded (memory access|min value)|max value is outside of the allowed/,
    why: 'The offset could be any number: nothing sets a limit to it.',
  },
  // check_reg_arg()
  { says: /^R\d+ !read_ok/, why: 'It reads a register that nothing has been put into.' },
  // check_stack_read_fixed_off(), check_stack_range_initialized(), check_stack_access_within_bounds()
  {
    says: /^invalid .*(stack|fp)\b/,
    why: 'It uses a part of the stack that is not its own, or that nothing has been put into.',
  },
  // check_ptr_alignment(), check_pkt_ptr_alignment()
  { says: /^misaligned /, why: 'It reads a number that lies across the borders that the machine wants.' },
  // check_mem_access(), by the names of reg_type_str() in kernel/bpf/log.c
  {
    says: /invalid mem access '\w*_or_null'/,
    why: 'There may be nothing at that pointer, and nobody has asked.',
  },
  { says: /invalid mem access '/, why: 'It follows a number that is not known to be a pointer.' },
  // check_mem_access()
  { says: /^cannot write into packet/, why: 'This hook lets a program read packets, not change them.' },
  // check_cfg(), is_state_visited()
  {
    says: /^(back-edge from insn|infinite loop detected)/,
    why: 'There is a loop, and the verifier cannot see that it ends.',
  },
  // check_cfg()
  { says: /^unreachable insn/, why: 'There is code that no path leads to.' },
  // do_check(); BPF_COMPLEXITY_LIMIT_INSNS is one million
  {
    says: /^BPF program is too large/,
    why: 'After a million instructions the verifier had not seen every path.',
  },
  // check_helper_call()
  {
    says: /program of this type cannot use helper|^unknown func |cannot call GPL-restricted/,
    why: 'It calls a helper that programs at this hook may not call.',
  },
  // check_max_stack_depth()
  { says: /^combined stack size/, why: 'It wants more stack than the 512 bytes that there are.' },
  // verbose_invalid_scalar(), check_return_code()
  {
    says: /^At program exit the register R0/,
    why: 'It can return a number that this hook does not know.',
  },
];

const UNKNOWN = 'The verifier could not prove that this is safe.';

/** The first of the log's reasons that is known, in plain words; what is unknown is called no more than unproven. */
export function explain(reasons: readonly string[]): string {
  for (const { says, why } of REASONS) {
    for (const reason of reasons) {
      const found = says.exec(reason);
      if (found) return typeof why === 'string' ? why : why(found);
    }
  }
  return UNKNOWN;
}

function packet([, off, size, id, proven]: RegExpExecArray): string {
  const needs = Number(off) + Number(size);
  // Behind a length that was read from the packet itself, offsets don't count from its first byte.
  if (id !== '0' || Number(off) < 0)
    return 'Nothing has checked that the packet goes on as far as this reads.';
  if (Number(proven) <= 0) {
    return `Nothing has checked how long the packet is; this needs its first ${bytes(needs)}.`;
  }
  return `The check proves ${bytes(Number(proven))} of the packet; this needs its first ${needs}.`;
}

function bytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}
