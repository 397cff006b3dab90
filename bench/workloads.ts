// The output that terminals must show: files of lines, of colours and of very long lines, and commands that
// print them.
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes of the two files; the claims name these sizes. */
const LINES_BYTES = 51_000_000;
const COLOURED_BYTES = 10_000_000;

/** `seq` to this number: 14,888,896 bytes, with a line feed per number. */
const SEQ_LAST = 2_000_000;

/** Bytes of one line of the long file, and of the file; no contestant shows all its names within 30 s. */
const LONG_LINE_BYTES = 100_000;
const LONG_BYTES = 16_000_000;
const LONG_NAMES = 400;

/** How many bytes are made before they are written to a file. */
const BATCH_BYTES = 1_000_000;

export type WorkloadId = 'lines' | 'seq' | 'coloured';

export type Workload = {
  id: WorkloadId;
  title: string;
  command: string;
  /** How many bytes and line feeds the command writes to the terminal. */
  bytes: number;
  lineFeeds: number;
  /** The same bytes, as the command writes them. */
  content(): Buffer;
};

export type Workloads = {
  throughput: Workload[];
  /** Practically endless; Ctrl-C ends them. */
  floods: { id: 'yes' | 'long'; title: string; command: string }[];
  dispose(): void;
};

/**
 * Writes the files to a new folder in the system's temporary one, with the same bytes every time.
 * @param share the share of their sizes; less than 1 only in tests.
 */
export function makeWorkloads(share = 1): Workloads {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  const random = randomNumbers(20_061_226);
  const file = (name: string, bytes: number, line: () => string) => {
    const path = join(dir, name);
    return { path, ...fill(path, bytes, line) };
  };
  const lines = file('lines', LINES_BYTES * share, () => plainLine(random));
  const coloured = file('colours', COLOURED_BYTES * share, () => colouredLine(random));
  const long = file('long', LONG_BYTES * share, () => words(random, LONG_LINE_BYTES));
  mkdirSync(join(dir, 'l'));
  for (let i = 0; i < LONG_NAMES; i++) linkSync(long.path, join(dir, 'l', String(i)));
  const last = Math.round(SEQ_LAST * share);
  const seq = Buffer.from(Array.from({ length: last }, (_, i) => `${i + 1}\n`).join(''));

  return {
    throughput: [
      {
        id: 'lines',
        title: '51 MB of lines',
        command: `cat ${lines.path}`,
        ...lines,
        content: () => readFileSync(lines.path),
      },
      {
        id: 'seq',
        title: 'seq 2000000',
        command: `seq ${last}`,
        bytes: seq.length,
        lineFeeds: last,
        content: () => seq,
      },
      {
        id: 'coloured',
        title: '10 MB coloured',
        command: `cat ${coloured.path}`,
        ...coloured,
        content: () => readFileSync(coloured.path),
      },
    ],
    floods: [
      { id: 'yes', title: 'yes', command: 'yes' },
      { id: 'long', title: 'cat of long lines', command: `cat ${dir}/l/*` },
    ],
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** What a terminal gets when a program writes this: each line feed becomes CR LF (ONLCR in termios(3)). */
export function afterOnlcr(content: Buffer): Buffer {
  const out = Buffer.alloc(content.length + lineFeedsIn(content));
  let to = 0;
  for (let from = 0; from < content.length; ) {
    const at = content.indexOf(10, from);
    const end = at < 0 ? content.length : at;
    to += content.copy(out, to, from, end);
    if (at >= 0) to += out.write('\r\n', to, 'latin1');
    from = end + 1;
  }
  return out;
}

function lineFeedsIn(content: Buffer): number {
  let count = 0;
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) count++;
  return count;
}

function fill(path: string, bytes: number, line: () => string): { bytes: number; lineFeeds: number } {
  const fd = openSync(path, 'w');
  let written = 0;
  let lineFeeds = 0;
  try {
    while (written < bytes) {
      let batch = '';
      for (; batch.length < Math.min(BATCH_BYTES, bytes - written); lineFeeds++) batch += `${line()}\n`;
      written += writeSync(fd, batch, null, 'latin1');
    }
  } finally {
    closeSync(fd);
  }
  return { bytes: written, lineFeeds };
}

type Random = (below: number) => number;

/** Numbers of a linear congruential generator (Knuth's MMIX constants would need 64 bits; these are ANSI C's). */
function randomNumbers(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * below);
  };
}

function words(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    for (let left = 2 + random(8); left > 0; left--) text += String.fromCharCode(97 + random(26));
    text += ' ';
  }
  return text.slice(0, length);
}

/** 70 to 90 characters, like a log line. */
function plainLine(random: Random): string {
  return `${String(random(1e6)).padStart(6, '0')} ${words(random, 63 + random(21))}`;
}

/** Words in 16, 256 and 24-bit colours, some of them bold or underlined, as in build logs. */
function colouredLine(random: Random): string {
  let line = '';
  for (let seen = 0; seen < 80; ) {
    const word = words(random, 4 + random(9));
    const looks = [
      () => `${30 + random(8)}`,
      () => `1;${90 + random(8)}`,
      () => `38;5;${random(256)}`,
      () => `48;5;${random(256)};30`,
      () => `38;2;${random(256)};${random(256)};${random(256)}`,
      () => '4',
    ];
    line += `\u001b[${looks[random(looks.length)]!()}m${word}\u001b[0m `;
    seen += word.length + 1;
  }
  return line;
}
