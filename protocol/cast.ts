// Recordings: asciicast v2 and v3 text to events, and events to v2 (docs.asciinema.org/manual/asciicast).

/** Seconds on the demo's clock, shared by all its panes. `output`: bytes as text; `marker`: a step's id. */
export type CastEvent = { at: number; kind: 'output' | 'marker'; data: string };

export type CastHeader = {
  version: 2;
  width: number;
  height: number;
  /** Unix time of the recording, in seconds. */
  timestamp: number;
  title?: string;
  /** What it was recorded on. `kernel`, `commit`, `pane`, `steps` and `code` are ours; asciicast allows extra keys. */
  kernel: string;
  commit: string;
  /** `demo.pane` */
  pane: string;
  /** Fingerprints of the demo's steps, by id, and of the code that it shows, by folder or file (talk/recordings.ts). */
  steps?: Prints;
  code?: Prints;
};

export type Prints = { [name: string]: string };

/** The longest recording we read, in characters. The talk's are 20 kB; a page parses this much in half a second. */
export const MAX_CAST_CHARS = 32 * 1024 * 1024;

export type Cast = { header: CastHeader; events: CastEvent[] };

/**
 * Parses a cast. The header of a v3 is given as a v2's, and its intervals as times.
 * @throws Error with the file, the line and what is wrong there.
 */
export function parseCast(text: string, file: string): Cast {
  if (text.length > MAX_CAST_CHARS) {
    throw new Error(`${file}: longer than ${MAX_CAST_CHARS} characters; record less of it`);
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const first = Math.max(
    0,
    lines.findIndex((line) => !line.startsWith('#')),
  );
  const { header, version } = readHeader(parseJson(lines[first] ?? '', file, first + 1), file, first + 1);
  const events: CastEvent[] = [];
  let clock = 0;
  for (let i = first + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || (version === 3 && line.startsWith('#'))) continue;
    const event = parseJson(line, file, i + 1);
    if (!Array.isArray(event) || !isTime(event[0]) || typeof event[2] !== 'string') {
      throw new Error(`${file}:${i + 1}: not an event [seconds, code, data]`);
    }
    clock = version === 3 ? clock + event[0] : event[0];
    if (!isTime(clock)) throw new Error(`${file}:${i + 1}: not an event [seconds, code, data]`);
    // Other codes (input, resize, exit) are skipped, as the format asks players to do.
    if (event[1] === 'o') events.push({ at: clock, kind: 'output', data: event[2] });
    if (event[1] === 'm') events.push({ at: clock, kind: 'marker', data: event[2] });
  }
  return { header, events };
}

/** v3 has the grid in `term`. */
function readHeader(json: unknown, file: string, line: number): { header: CastHeader; version: 2 | 3 } {
  const given = (typeof json === 'object' ? json : null) as
    | (Partial<Omit<CastHeader, 'version'>> & {
        version?: unknown;
        term?: { cols?: unknown; rows?: unknown };
      })
    | null;
  const { version, term, ...rest } = given ?? {};
  const [width, height] = version === 3 ? [term?.cols, term?.rows] : [rest.width, rest.height];
  if ((version !== 2 && version !== 3) || !isGrid(width) || !isGrid(height)) {
    const what =
      typeof version === 'number' && version !== 2 && version !== 3
        ? `an asciicast of version ${version}; the deck reads 2 and 3`
        : 'not the header of an asciicast v2 or v3 with its width and height';
    throw new Error(`${file}:${line}: ${what}; record it again`);
  }
  return { header: { ...rest, version: 2, width, height } as CastHeader, version };
}

function isGrid(size: unknown): size is number {
  return typeof size === 'number' && Number.isInteger(size) && size > 0;
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
