// Reads the bytes of a screen and checks all of them before any terminal is touched.
import * as v from 'valibot';
import { Reader } from './bytes.ts';
import { KINDS, SCREEN_VERSION, type ScreenKind } from './capture.ts';
import { type ReadLine, readLine } from './lines.ts';
import { BUFFER_NAMES, type BufferName, type Link, readLinks } from './links.ts';
import { TerminalState } from './state.ts';

/**
 * The most rows that are read of a buffer; a deck's terminals keep 1,000 of scrollback. An empty row takes two bytes
 * here but 12 bytes per cell in a terminal, so this also bounds what few bytes can allocate: 30 MB at 120 columns.
 */
const MAX_ROWS = 20_000;

export type ReadScreen = {
  kind: ScreenKind;
  state: TerminalState;
  links: Link[];
  rows: Record<BufferName, ReadLine[]>;
};

/** @throws Error that says what is wrong, when the bytes are not a screen for this size and Unicode version. */
export function readScreen(bytes: Uint8Array, cols: number, rows: number, unicode: string): ReadScreen {
  const from = new Reader(bytes);
  const version = from.byte();
  if (version !== SCREEN_VERSION)
    throw new Error(`a screen of form ${version}; this is form ${SCREEN_VERSION}`);
  const kind = KINDS[from.byte()];
  if (!kind) throw new Error('a screen of an unknown kind');
  const state = readState(from.text());
  if (state.cols !== cols || state.rows !== rows) {
    throw new Error(`a screen of ${state.cols}×${state.rows} for a terminal of ${cols}×${rows}`);
  }
  if (state.unicode !== unicode) {
    throw new Error(`a screen by Unicode ${state.unicode} for a terminal by Unicode ${unicode}`);
  }
  checkBuffers(state);
  const links = readLinks(from);
  const read = (name: BufferName) => readRows(from, name, kind, state, links.length);
  const screen = { kind, state, links, rows: { normal: read('normal'), alt: read('alt') } };
  checkPens(state, links.length);
  checkLinks(screen);
  if (from.left > 0) throw new Error(`a screen with ${from.left} bytes too many`);
  return screen;
}

function readState(text: string): TerminalState {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("a screen's state is not JSON");
  }
  const parsed = v.safeParse(TerminalState, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`a screen's state: ${v.getDotPath(issue) ?? 'state'}: ${issue.message}`);
}

function checkBuffers({ cols, rows, normal, alt }: TerminalState): void {
  for (const { x, y, top, bottom } of [normal, alt]) {
    // The cursor may stand past the last column (a pending wrap), and one more after a zero-width character.
    if (x > cols + 1 || y >= rows || top > bottom || bottom >= rows) {
      throw new Error('a screen whose cursor or scroll region is outside of it');
    }
  }
}

function readRows(
  from: Reader,
  name: BufferName,
  kind: ScreenKind,
  { cols, rows, alternate }: TerminalState,
  links: number,
): ReadLine[] {
  const count = from.number();
  const shown = alternate === (name === 'alt');
  const above = kind === 'whole' && name === 'normal' ? MAX_ROWS - rows : 0;
  const least = shown || above > 0 ? rows : 0;
  if (count < least || count > least + above) {
    throw new Error(`a ${kind} screen of ${rows} rows has ${count} of the ${name} buffer`);
  }
  // An empty row takes 2 bytes.
  if (count > from.left / 2) throw new Error(`a screen of ${count} rows in ${from.left} bytes`);
  const lines: ReadLine[] = [];
  for (let i = 0; i < count; i++) lines.push(readLine(from, cols, links));
  return lines;
}

function checkPens({ pen, normal, alt }: TerminalState, links: number): void {
  for (const [, , , link] of [pen, normal.savedPen, alt.savedPen]) {
    if (link > links) throw new Error('a pen of the screen has a link that the screen does not have');
  }
}

function checkLinks({ links, rows }: ReadScreen): void {
  for (const link of links) {
    for (const name of BUFFER_NAMES) {
      // Rows ascend, so the last is the largest.
      const last = link.rows[name].at(-1);
      if (last !== undefined && last >= rows[name].length) {
        throw new Error('a link of the screen is on a row that the screen does not have');
      }
    }
  }
}
