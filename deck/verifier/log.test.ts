// Reads the verifier's log in a terminal's text; the lines are pieces of real logs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Refusal, readVerdict } from './log.ts';

/** Linux 6.18: the check without the length. */
const LOG = `0: R1=ctx() R10=fp0
; #[classifier] @ main.rs:7
0: (61) r2 = *(u32 *)(r1 +80)         ; R1=ctx() R2=pkt_end()
1: (61) r1 = *(u32 *)(r1 +76)         ; R1=pkt(r=0)
; if start + offset > end { @ main.rs:41
4: (2d) if r3 > r2 goto pc+316        ; R2=pkt_end() R3=pkt(off=12,r=12)
; Ok(*((start + offset) as *const T)) @ main.rs:45
5: (69) r3 = *(u16 *)(r3 +0)
invalid access to packet, off=12 size=2, R3(id=0,off=12,r=12)
R3 offset is outside of the packet
processed 6 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0`;
const OURS = `ping-monitor: the verifier refused the program: R3 offset is outside of the packet\n${LOG}\n`;
const RUN = '$ cargo run\n    Finished `dev` profile in 3 s\n';
const ATTACHED = 'classifier attached to eno1 by tcx, Ctrl-C ends it';

function refusal(text: string): Refusal {
  const verdict = readVerdict(text);
  if (!verdict.refused) throw new Error(`not refused: ${JSON.stringify(verdict)}`);
  return verdict;
}

describe('a refusal', () => {
  it('has an instruction, a register, a reason, a Rust line and a sentence', () => {
    expect({ ...refusal(RUN + OURS), lines: [] }).toEqual({
      refused: true,
      at: { insn: 5, text: 'r3 = *(u16 *)(r3 +0)' },
      register: 'R3',
      reason: 'invalid access to packet, off=12 size=2, R3(id=0,off=12,r=12)',
      why: 'The check proves 12 bytes of the packet; this needs its first 14.',
      rust: { file: 'main.rs', line: 45, text: 'Ok(*((start + offset) as *const T))' },
      lines: [],
    });
  });

  it('has every line with its kind, and three that matter', () => {
    const { lines } = refusal(OURS);
    expect(lines.map(({ text }) => text).join('\n')).toBe(
      LOG.split('\n')
        .map((line) => line.trim())
        .join('\n'),
    );
    expect(lines.map(({ kind }) => kind)).toEqual([
      'state',
      'source',
      'instruction',
      'instruction',
      'source',
      'instruction',
      'source',
      'instruction',
      'reason',
      'reason',
      'note',
    ]);
    expect(lines.flatMap(({ matters }, index) => (matters ? [index] : []))).toEqual([6, 7, 8]);
  });

  it('is found in the output of aya and libbpf, too', () => {
    const aya = `Error: the BPF_PROG_LOAD syscall returned Permission denied (os error 13). Verifier output: ${LOG}\n\nCaused by:\n`;
    const libbpf = `libbpf: prog 'x': -- BEGIN PROG LOAD LOG --\n${LOG}\n-- END PROG LOAD LOG --\n`;
    expect(refusal(aya)).toEqual(refusal(OURS));
    expect(refusal(libbpf)).toEqual(refusal(OURS));
  });

  it('is found without file and line, which kernels before 6.9 do not print', () => {
    expect(refusal(OURS.replace(/ @ main.rs:\d+/g, '')).rust).toEqual({
      text: 'Ok(*((start + offset) as *const T))',
    });
  });

  it('may concern the program as a whole', () => {
    const whole = refusal('Verifier output: unreachable insn 4\nprocessed 0 insns (limit 1000000) \n');
    expect(whole).toMatchObject({
      reason: 'unreachable insn 4',
      why: 'There is code that can never run.',
    });
    expect(whole).not.toHaveProperty('at');
    expect(whole).not.toHaveProperty('rust');
  });

  it('is not shown before its log is complete', () => {
    const end = OURS.indexOf('processed 6');
    expect(readVerdict(OURS.slice(0, end))).toEqual({ refused: false });
  });
});

describe('the last outcome counts', () => {
  it('before the first one', () => {
    expect(readVerdict('')).toEqual({ refused: false });
    expect(readVerdict(RUN)).toEqual({ refused: false });
  });
  it('loaded, even after a refusal and after the program has ended', () => {
    expect(readVerdict(RUN + ATTACHED)).toEqual({ refused: false, loaded: ATTACHED });
    const verdict = readVerdict(`${OURS + RUN + ATTACHED}\n^C\nclassifier detached from eno1\n$ `);
    expect(verdict).toEqual({ refused: false, loaded: ATTACHED, before: refusal(OURS) });
  });
  it('refused again', () => {
    const other = OURS.replaceAll('off=12 size=2', 'off=34 size=1');
    expect(refusal(`${OURS + RUN + ATTACHED}\n${other}`).why).toMatch(/needs its first 35\./);
    expect(refusal(OURS + other).reason).toMatch(/off=34/);
  });
  it('a log without an end does not hide later outcomes', () => {
    const cut = OURS.slice(0, OURS.indexOf('processed 6'));
    expect(readVerdict(`${cut}^C\n${RUN}${ATTACHED}`)).toMatchObject({ loaded: ATTACHED });
    expect(refusal(cut + OURS)).toEqual(refusal(OURS));
  });
});

it.each([
  [
    'invalid access to packet, off=12 size=2, R1(id=0,off=12,r=0)',
    /^Nothing has checked how long .* first 14 bytes/,
  ],
  ['invalid access to packet, off=23 size=1, R1(id=0,off=23,r=14)', /proves 14 bytes .* first 24\.$/],
  ['invalid access to packet, off=0 size=1, R1(id=3,off=0,r=0)', /long enough for this read/],
  ['invalid access to map value, value_size=4 off=4 size=4', /has 4 bytes; this needs 8/],
  ['R1 !read_ok', /never set/],
  ["R0 invalid mem access 'map_value_or_null'", /may be null/],
  ["R1 invalid mem access 'scalar'", /may not be one/],
  ['R2 unbounded memory access, make sure to bounds check any such access', /nothing limits it/],
  ['invalid read from stack R10 off=-520 size=8', /stack/],
  ['BPF program is too large. Processed 1000001 insn', /million/],
  ['a message of a later kernel', /could not prove/],
])('%s', (reason, why) => {
  const log = `Verifier output: 3: (b7) r0 = 0\n${reason}\nprocessed 4 insns (limit 1000000) x\n`;
  expect(refusal(log)).toMatchObject({ reason, why: expect.stringMatching(why) });
});

it('reads any text without an error', () => {
  const piece = fc.constantFrom(
    ...OURS.split('\n'),
    ATTACHED,
    RUN,
    '',
    'Verifier output: ',
    '; ',
    '5: (',
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (rows) => {
      const verdict = readVerdict(rows.join('\n'));
      if (verdict.refused) expect(verdict.lines.filter(({ matters }) => matters).length).toBeGreaterThan(0);
    }),
  );
});
