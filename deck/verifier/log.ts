// Finds the verifier's last verdict in a terminal's text: whether a program was refused, where and why.
import { explain } from './reasons.ts';

/**
 * One line of a log. `source`: the program's text, from its BTF line info. `instruction`: one instruction it checked.
 * `state`: what it knows about the registers. `reason`: why it refuses. `note`: other remarks of verifier or loader.
 */
export type LogLine = {
  kind: 'source' | 'instruction' | 'state' | 'reason' | 'note';
  /** The line as it is in the log. */
  text: string;
  /** Whether it is one of the few lines that explain the refusal. */
  matters: boolean;
};

export type Refusal = {
  refused: true;
  /** The last instruction that was checked; none if the verifier refused the program as a whole. */
  at?: { insn: number; text: string };
  /** The register that the reason names, such as `R1`. */
  register?: string;
  /** The most exact line of the verifier's own reason. */
  reason: string;
  /** One plain sentence for the audience. */
  why: string;
  /** The line of the program that `at` was compiled from; kernels before 6.9 name no file. */
  rust?: { file?: string; line?: number; text: string };
  lines: LogLine[];
};

export type Verdict =
  | Refusal
  /** `loaded`: a loader's line that reports success; without it nothing is loaded yet. `before`: the refusal before. */
  | { refused: false; loaded?: string; before?: Refusal };

/**
 * How a log begins, and the part of it on the same line: this project's loaders, aya's ProgramError::LoadError,
 * libbpf's bpf_object_load_prog().
 */
const BEGINNINGS: readonly RegExp[] = [
  /\bthe verifier refused the program: .*()$/,
  /\bVerifier output: (.*)$/,
  /-- BEGIN PROG LOAD LOG --()/,
];
/** The last line of every log: print_verification_stats() in kernel/bpf/verifier.c. */
const END = /^processed \d+ insns \(limit \d+\)/;
/** How a log ends that was cut off: libbpf's end line, or the causes that anyhow prints. */
const CUT = /-- END PROG LOAD LOG --|^Caused by:/;
/** A loader's line for a loaded program, `classifier attached to eno1 by tcx`; at its end it prints `detached`. */
const LOADED = /\battached(?: to \S.*)?$/;

/** `; let x = 1 @ main.rs:41`: verbose_linfo() in kernel/bpf/log.c; with file and line since Linux 6.9. */
const SOURCE = /^; (.*?)(?: @ (\S+):(\d+))?$/;
/** `5: (69) r3 = *(u16 *)(r3 +0)  ; R3=…`: do_check(), print_insn_state(), print_bpf_insn() in kernel/bpf/disasm.c. */
const INSTRUCTION = /^(\d+): \([0-9a-f]{2}\) (.*?)(?:\s+; .*)?$/;
/** `0: R1=ctx() R10=fp0`, `from 4 to 321: R0=1`: print_verifier_state() in kernel/bpf/log.c. */
const STATE = /^(?:\d+|from \d+ to \d+): |^ ?R\d+(?:_\w+)?=/;
/** Remarks: check_func_call(), do_check_common(), print_verification_stats(), and our loaders where they cut a log. */
const NOTE =
  /^(?:func#\d|Func#\d|Validating |verification time |stack depth |processed \d|mark_precise: |\(\d+ lines )/;

/**
 * Reads the last outcome in a terminal's text, in which soft-wrapped rows are joined; ignores all other output, such as
 * the compiler's. Never throws: any program may print anything.
 */
export function readVerdict(text: string): Verdict {
  const rows = text.split('\n').map((row) => row.trim());
  let last: Refusal | undefined;
  let loaded: string | undefined;
  for (let row = 0; row < rows.length; row++) {
    const begin = beginning(rows[row]!);
    if (begin !== undefined) {
      const log = collect(begin, rows, row + 1);
      // A log without an end is not complete yet: reading it now could give a wrong verdict.
      if (!log) continue;
      row = log.next - 1;
      last = readLog(log.lines) ?? last;
      loaded = undefined;
    } else if (LOADED.test(rows[row]!)) loaded = rows[row];
  }
  if (loaded !== undefined) return { refused: false, loaded, ...(last && { before: last }) };
  return last ?? { refused: false };
}

/** The part of a log on the line that announces it; undefined if the line announces none. */
function beginning(row: string): string | undefined {
  for (const begins of BEGINNINGS) {
    const found = begins.exec(row);
    if (found) return found[1] ?? '';
  }
  return undefined;
}

/** The log's lines: `first`, then the rows from `next` on; undefined if the log has no end. */
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

/** @returns undefined if the log has no reason: then nothing was refused. */
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
