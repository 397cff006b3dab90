// Recordings: asciicast v2 text to events and back (docs.asciinema.org/manual/asciicast/v2).

/** Seconds on the demo's clock, shared by all its panes. `output`: bytes as text; `marker`: a step's id. */
export type CastEvent = { at: number; kind: 'output' | 'marker'; data: string };

export type CastHeader = {
  version: 2;
  width: number;
  height: number;
  /** Unix time of the recording, in seconds. */
  timestamp: number;
  title?: string;
  /** What it was recorded on. `kernel`, `commit` and `pane` are ours; asciicast allows extra keys. */
  kernel: string;
  commit: string;
  /** `demo.pane` */
  pane: string;
};

/** The longest recording we read, in characters. The talk's are 20 kB; a page parses this much in half a second. */
export const MAX_CAST_CHARS = 32 * 1024 * 1024;

export type Cast = { header: CastHeader; events: CastEvent[] };

/**
 * Parses a cast.
 * @throws Error with the file, the line and what is wrong there.
 */
export function parseCast(text: string, file: string): Cast {
  if (text.length > MAX_CAST_CHARS) {
    throw new Error(`${file}: longer than ${MAX_CAST_CHARS} characters; record less of it`);
  }
  const lines = text.split('\n');
  const header = parseJson(lines[0] ?? '', file, 1) as CastHeader;
  if (header?.version !== 2 || !(header.width > 0) || !(header.height > 0)) {
    throw new Error(`${file}:1: not an asciicast v2 header with width and height; record it again`);
  }
  const events: CastEvent[] = [];
  for (let i = 1; i < lines.length; i++) {
    if (lines[i] === '') continue;
    const event = parseJson(lines[i]!, file, i + 1);
    if (!Array.isArray(event) || !isTime(event[0]) || typeof event[2] !== 'string') {
      throw new Error(`${file}:${i + 1}: not an event [seconds, code, data]`);
    }
    // Other codes (input, resize) are skipped, as the format asks players to do.
    if (event[1] === 'o') events.push({ at: event[0], kind: 'output', data: event[2] });
    if (event[1] === 'm') events.push({ at: event[0], kind: 'marker', data: event[2] });
  }
  return { header, events };
}

/** JSON has no NaN, but it reads 1e999 as infinite, and a clock never gets there. */
function isTime(at: unknown): at is number {
  return typeof at === 'number' && Number.isFinite(at) && at >= 0;
}

export function formatCast(cast: Cast): string {
  const lines = [JSON.stringify(cast.header)];
  for (const event of cast.events) {
    lines.push(
      JSON.stringify([Number(event.at.toFixed(6)), event.kind === 'output' ? 'o' : 'm', event.data]),
    );
  }
  return `${lines.join('\n')}\n`;
}

function parseJson(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`${file}:${number}: not JSON; the recording is cut or damaged, record it again`);
  }
}
