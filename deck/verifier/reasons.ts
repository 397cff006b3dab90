// Explains the verifier's reasons to an audience, each in one plain sentence.

type Reason = { pattern: RegExp; why: string | ((found: RegExpExecArray) => string) };

/**
 * The kernel's messages in kernel/bpf/verifier.c of Linux 6.18, unchanged since 5.13; above each is the function that
 * prints it. The first match counts, so narrower patterns come first.
 */
const REASONS: readonly Reason[] = [
  // __check_mem_access(): `off` counts from the place `id`, which is 0 for the packet's start; `r` bytes are proven.
  {
    pattern: /^invalid access to packet, off=(-?\d+) size=(\d+), R\d+\(id=(\d+),off=-?\d+,r=(-?\d+)\)/,
    why: packet,
  },
  // check_packet_access()
  {
    pattern: /^R\d+ offset is outside of the packet/,
    why: 'Nothing has checked that the packet is long enough.',
  },
  // __check_mem_access()
  {
    pattern: /^invalid access to map value, value_size=(\d+) off=(-?\d+) size=(\d+)/,
    why: ([, has, off, size]) =>
      `A value of this map has ${bytes(Number(has))}; this needs ${Number(off) + Number(size)}.`,
  },
  // check_mem_access(), check_reg_sane_offset(), check_mem_region_access()
  {
    pattern: /min value is negative/,
    why: 'The offset could be negative: nothing rules that out.',
  },
  {
    pattern: /unbounded (memory access|min value)|max value is outside of the allowed/,
    why: 'The offset could be any number: nothing limits it.',
  },
  // check_reg_arg()
  { pattern: /^R\d+ !read_ok/, why: 'It reads a register that was never set.' },
  // check_stack_read_fixed_off(), check_stack_range_initialized(), check_stack_access_within_bounds()
  {
    pattern: /^invalid .*(stack|fp)\b/,
    why: 'It uses a part of the stack that is not its own, or that was never written.',
  },
  // check_ptr_alignment(), check_pkt_ptr_alignment()
  { pattern: /^misaligned /, why: 'It reads a number at an address that is not a multiple of its size.' },
  // check_mem_access(), by the names of reg_type_str() in kernel/bpf/log.c
  {
    pattern: /invalid mem access '\w*_or_null'/,
    why: 'That pointer may be null, and nothing has checked it.',
  },
  { pattern: /invalid mem access '/, why: 'It uses a value as a pointer that may not be one.' },
  // check_mem_access()
  { pattern: /^cannot write into packet/, why: 'This hook lets a program read packets, not change them.' },
  // check_cfg(), is_state_visited()
  {
    pattern: /^(back-edge from insn|infinite loop detected)/,
    why: 'There is a loop, and the verifier cannot see that it ends.',
  },
  // check_cfg()
  { pattern: /^unreachable insn/, why: 'There is code that can never run.' },
  // do_check(); BPF_COMPLEXITY_LIMIT_INSNS is one million
  {
    pattern: /^BPF program is too large/,
    why: 'After a million instructions the verifier had not seen every path.',
  },
  // check_helper_call()
  {
    pattern: /program of this type cannot use helper|^unknown func |cannot call GPL-restricted/,
    why: 'It calls a helper that programs at this hook may not call.',
  },
  // check_max_stack_depth()
  { pattern: /^combined stack size/, why: 'It needs more stack than the 512 bytes it has.' },
  // verbose_invalid_scalar(), check_return_code()
  {
    pattern: /^At program exit the register R0/,
    why: 'It can return a number that this hook does not allow.',
  },
];

const UNKNOWN = 'The verifier could not prove that this is safe.';

/** A plain sentence for the first reason we know; for unknown ones, only that the program could not be proven safe. */
export function explain(reasons: readonly string[]): string {
  for (const { pattern, why } of REASONS) {
    for (const reason of reasons) {
      const found = pattern.exec(reason);
      if (found) return typeof why === 'string' ? why : why(found);
    }
  }
  return UNKNOWN;
}

function packet([, off, size, id, proven]: RegExpExecArray): string {
  const needs = Number(off) + Number(size);
  // After a length that was read from the packet itself, offsets don't count from its first byte.
  if (id !== '0' || Number(off) < 0)
    return 'Nothing has checked that the packet is long enough for this read.';
  if (Number(proven) <= 0) {
    return `Nothing has checked how long the packet is; this needs its first ${bytes(needs)}.`;
  }
  return `The check proves ${bytes(Number(proven))} of the packet; this needs its first ${needs}.`;
}

function bytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}
