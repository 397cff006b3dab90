// The verifier's last verdict in a terminal's text: whether a program was refused, where and why.
import { explain } from './reasons.ts';

/**
 * One line of a log. `source`: the program's text, from its BTF line info. `instruction`: one instruction looked at.
 * `state`: what is known of the registers. `reason`: why it is refused. `note`: what the verifier or the loader remarks.
 */
export type LogLine = {
  kind: 'source' | 'instruction' | 'state' | 'reason' | 'note';
  /** As it stands in the log. */
  text: string;
  /** Whether it belongs to the few lines that tell why. */
  matters: boolean;
};

export type Refusal = {
  refused: true;
  /** The last instruction that was looked at; none when the program's shape alone is refused. */
  at?: { insn: number; text: string };
  /** `R1`, when the reason names one. */
  register?: string;
  /** The verifier's own words, the most exact line of them. */
  reason: string;
  /** One plain sentence for the audience. */
  why: string;
  /** The line of the program that `at` was compiled from; kernels before 6.9 name no file. */
  rust?: { file?: string; line?: number; text: string };
  lines: LogLine[];
};

export type Verdict =
  | Refusal
  /** `loaded` is the line in which a loader says so; without it nothing has been loaded yet. `before`: refused until then. */
  | { refused: false; loaded?: string; before?: Refusal };

/**
 * Where a log begins, and what of it stands in the same line: this project's loaders, aya's ProgramError::LoadError,
 * libbpf's bpf_object_load_prog().
 */
const BEGINNINGS: readonly RegExp[] = [
  /\bthe verifier refused the program: .*()$/,
  /\bVerifier output: (.*)$/,
  /-- BEGIN PROG LOAD LOG --()/,
];
/** print_verification_stats() of kernel/bpf/verifier.c: the last line that any log has. */
const END = /^processed \d+ insns \(limit \d+\)/;
/** Where a log ends that was cut off: libbpf's frame, anyhow's causes, what a loader says of itself. */
const CUT = /-- END PROG LOAD LOG --|^Caused by:/;
/** A loader's own word for a program that is in, `classifier attached to eno1 by tcx`; its end is `detached`. */
const LOADED = /\battached(?: to \S.*)?$/;

/** `; let x = 1 @ main.rs:41`: verbose_linfo() of kernel/bpf/log.c; file and line since Linux 6.9. */
const SOURCE = /^; (.*?)(?: @ (\S+):(\d+))?$/;
/** `5: (69) r3 = *(u16 *)(r3 +0)  ; R3=…`: do_check(), print_bpf_insn() of kernel/bpf/disasm.c and print_insn_state(). */
const INSTRUCTION = /^(\d+): \([0-9a-f]{2}\) (.*?)(?:\s+; .*)?$/;
/** `0: R1=ctx() R10=fp0`, `from 4 to 321: R0=1`: print_verifier_state() of kernel/bpf/log.c. */
const STATE = /^(?:\d+|from \d+ to \d+): |^ ?R\d+(?:_\w+)?=/;
/** Remarks of check_func_call(), do_check_common(), print_verification_stats(), and of our loaders on a log that they cut. */
const NOTE =
  /^(?:func#\d|Func#\d|Validating |verification time |stack depth |processed \d|mark_precise: |\(\d+ lines )/;

/**
 * Reads the last outcome in `text`, which is a terminal's with soft-wrapped rows joined. What was shown before, such as
 * compilers' words, is passed over. Never throws: any program may print anything.
 */
export function readVerdict(text: string): Verdict {
  const rows = text.split('\n').map((row) => row.trim());
  let last: Refusal | undefined;
  let loaded: string | undefined;
  for (let row = 0; row < rows.length; row++) {
    const begin = beginning(rows[row]!);
    if (begin !== undefined) {
      const log = collect(begin, rows, row + 1);
      // A log without an end is still on its way: nothing false is said for half a second.
      if (!log) continue;
      row = log.next - 1;
      last = readLog(log.lines) ?? last;
      loaded = undefined;
    } else if (LOADED.test(rows[row]!)) loaded = rows[row];
  }
  if (loaded !== undefined) return { refused: false, loaded, ...(last && { before: last }) };
  return last ?? { refused: false };
}

/** What of a log stands in the line that announces it; undefined when the line announces none. */
function beginning(row: string): string | undefined {
  for (const begins of BEGINNINGS) {
    const found = begins.exec(row);
    if (found) return found[1] ?? '';
  }
  return undefined;
}

/** The log's lines, in `first` and from row `next` on; undefined when it has no end. */
function collect(
  first: string,
  rows: readonly string[],
  next: number,
): { lines: string[]; next: number } | undefined {
  const lines = first === '' ? [] : [first];
  for (; next < rows.length; next++) {
    const row = rows[next]!;
    if (CUT.test(row) || beginning(row) !== undefined) return undefined;
    if (row !== '') lines.push(row);
    if (END.test(row)) return { lines, next: next + 1 };
  }
  return undefined;
}

/** Undefined when it has no reason: then nothing was refused. */
function readLog(texts: readonly string[]): Refusal | undefined {
  const lines = texts.map((text): LogLine => ({ kind: kindOf(text), text, matters: false }));
  const at = lines.findLastIndex(({ kind }) => kind === 'instruction');
  const source = lines.findLastIndex(({ kind }, index) => kind === 'source' && index < at);
  const reasons = lines.filter(({ kind }, index) => kind === 'reason' && index > at);
  const [reason] = reasons;
  if (!reason) return undefined;
  for (const line of [lines[source], lines[at], reason]) if (line) line.matters = true;
  const instruction = INSTRUCTION.exec(lines[at]?.text ?? '');
  const rust = SOURCE.exec(lines[source]?.text ?? '');
  const register = /\bR\d+\b/.exec(reason.text)?.[0];
  return {
    refused: true,
    ...(instruction && { at: { insn: Number(instruction[1]), text: instruction[2]! } }),
    ...(register && { register }),
    reason: reason.text,
    why: explain(reasons.map(({ text }) => text)),
    ...(rust && { rust: { text: rust[1]!, ...(rust[2] && { file: rust[2], line: Number(rust[3]) }) } }),
    lines,
  };
}

function kindOf(text: string): LogLine['kind'] {
  if (text.startsWith('; ')) return 'source';
  if (INSTRUCTION.test(text)) return 'instruction';
  if (STATE.test(text)) return 'state';
  return NOTE.test(text) ? 'note' : 'reason';
}
