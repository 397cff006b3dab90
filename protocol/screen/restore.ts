// Makes a terminal what a captured screen was: all of it, or its viewport above rows that stay. Reads no stream.
import * as v from 'valibot';
import { Reader } from './bytes.ts';
import { KINDS, SCREEN_VERSION, type ScreenKind } from './capture.ts';
import type { Buffer, Charset, Core, Extended, LinkData, LinkEntry, Pen } from './core.ts';
import { fillLine, type ReadLine, readLine } from './lines.ts';
import { setPalette } from './palette.ts';
import { type PenState, TerminalState } from './state.ts';

/** Rows of a buffer that are read at most; a deck's terminals keep 1,000 above the screen. */
const MAX_ROWS = 20_000;
const MAX_LINKS = 20_000;

type ReadScreen = {
  kind: ScreenKind;
  state: TerminalState;
  links: LinkData[];
  normal: ReadLine[];
  alt: ReadLine[];
};

/**
 * Replaces what the terminal shows and its whole state; call it between two writes. A `viewport` leaves the rows
 * above the screen as they are. In a page the rows are drawn anew, a reader who has scrolled back keeps the distance
 * from the end, and a selection of rows that have changed is given up.
 * @throws Error when the bytes are no screen of a terminal of this size; nothing has changed then.
 */
export function restoreScreen(core: Core, bytes: Uint8Array): void {
  const screen = readScreen(bytes, core);
  const selected = core.getSelection?.() ?? '';
  const { _bufferService: service, _inputHandler: handler } = core;
  const { buffers } = service;
  handler._parser.reset();
  handler._utf8Decoder.clear();
  if (screen.state.alternate) buffers.activateAltBuffer();
  else buffers.activateNormalBuffer();
  const links = new Links(core, screen.links);
  fillBuffer(buffers.normal, screen.kind, screen.normal, service.rows, links);
  if (screen.state.alternate) fillBuffer(buffers.alt, screen.kind, screen.alt, service.rows, links);
  setState(core, screen.state, links);
  service.isUserScrolling = buffers.active.ydisp < buffers.active.ybase;
  handler._onRequestSyncScrollBar.fire();
  handler._onRequestRefreshRows.fire(undefined);
  handler._onCursorMove.fire();
  if (selected && core.getSelection?.() !== selected) core.clearSelection?.();
}

function readScreen(bytes: Uint8Array, core: Core): ReadScreen {
  const { cols, rows } = core._bufferService;
  const from = new Reader(bytes);
  const version = from.byte();
  if (version !== SCREEN_VERSION)
    throw new Error(`a screen of form ${version}; this is form ${SCREEN_VERSION}`);
  const kind = KINDS[from.byte()];
  if (!kind) throw new Error('a screen of an unknown kind');
  const parsed = v.safeParse(TerminalState, JSON.parse(from.text()));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`a screen's state: ${v.getDotPath(issue) ?? 'state'}: ${issue.message}`);
  }
  const state = parsed.output;
  if (state.cols !== cols || state.rows !== rows) {
    throw new Error(`a screen of ${state.cols}×${state.rows} for a terminal of ${cols}×${rows}`);
  }
  checkBuffers(state);
  const links = readLinks(from);
  const read = () => readRows(from, cols, links.length);
  const screen = { kind, state, links, normal: read(), alt: read() };
  checkRows(screen, rows);
  if (from.left > 0) throw new Error(`a screen with ${from.left} bytes too many`);
  return screen;
}

function checkBuffers({ cols, rows, normal, alt }: TerminalState): void {
  for (const { x, y, top, bottom } of [normal, alt]) {
    // The cursor may wait behind the last column for the next character.
    if (x > cols || y >= rows || top > bottom || bottom >= rows) {
      throw new Error('a screen whose cursor or scroll region is outside of it');
    }
  }
}

function readLinks(from: Reader): LinkData[] {
  const count = from.number();
  if (count > MAX_LINKS) throw new Error(`a screen of ${count} links`);
  return Array.from({ length: count }, () => {
    const [id, uri] = [from.text(), from.text()];
    return id === '' ? { uri } : { id, uri };
  });
}

function readRows(from: Reader, cols: number, links: number): ReadLine[] {
  const count = from.number();
  if (count > MAX_ROWS) throw new Error(`a screen of ${count} rows`);
  const lines: ReadLine[] = [];
  for (let i = 0; i < count; i++) lines.push(readLine(from, cols));
  if (lines.some((line) => [...line.links].some((link) => link > links))) {
    throw new Error('a row of the screen has a link that the screen does not have');
  }
  return lines;
}

function checkRows({ kind, state, normal, alt }: ReadScreen, rows: number): void {
  const wanted = {
    normal: kind === 'whole' ? normal.length >= rows : normal.length === (state.alternate ? 0 : rows),
    alt: alt.length === (state.alternate ? rows : 0),
  };
  if (!wanted.normal || !wanted.alt) {
    throw new Error(`a ${kind} screen of ${normal.length} and ${alt.length} rows for a terminal of ${rows}`);
  }
}

/** The screen's OSC 8 links in the terminal's own registry; a link lives while a row shows it. */
class Links {
  private readonly entries: LinkEntry[];

  constructor(
    private readonly core: Core,
    links: readonly LinkData[],
  ) {
    const service = core._oscLinkService;
    const { normal, alt } = core._bufferService.buffers;
    // Rows that stay above a viewport lose their links until the whole screen comes.
    for (const buffer of [normal, alt]) buffer.clearAllMarkers();
    service._dataByLinkId.clear();
    service._entriesWithId.clear();
    this.entries = links.map((data, index) => ({ id: index + 1, data, lines: [] }));
    service._nextId = links.length + 1;
    for (const entry of this.entries) {
      if (entry.data.uri === '') continue; // Its rows are gone, and only the pen still has it.
      service._dataByLinkId.set(entry.id, entry);
      if (entry.data.id === undefined) continue;
      entry.key = service._getEntryIdKey(entry.data);
      service._entriesWithId.set(entry.key, entry);
    }
  }

  show(buffer: Buffer, y: number, links: ReadonlySet<number>): void {
    for (const link of links) {
      const entry = this.entries[link - 1]!;
      const marker = buffer.addMarker(y);
      entry.lines.push(marker);
      marker.onDispose(() => this.core._oscLinkService._removeMarkerFromLink(entry, marker));
    }
  }

  extended = (ext: number, link: number): Extended => {
    const extended = this.core._inputHandler._curAttrData.extended.clone();
    extended._ext = ext | 0;
    extended._urlId = link;
    return extended;
  };
}

function fillBuffer(buffer: Buffer, kind: ScreenKind, rows: ReadLine[], height: number, links: Links): void {
  if (rows.length === 0) return;
  const { lines } = buffer;
  const back = buffer.ybase - buffer.ydisp;
  if (kind === 'whole') {
    const kept = Math.min(rows.length, lines.maxLength);
    if (lines.length > kept) lines.trimStart(lines.length - kept);
    const plain: Pen = { fg: 0, bg: 0, extended: links.extended(0, 0) };
    while (lines.length < kept) lines.push(buffer.getBlankLine(plain));
    buffer.ybase = lines.length - height;
  }
  const first = Math.max(0, rows.length - lines.length);
  const at = lines.length - (rows.length - first);
  for (let i = first; i < rows.length; i++) {
    const row = rows[i]!;
    const y = at + i - first;
    fillLine(lines.get(y)!, row, links.extended);
    if (row.links.size > 0) links.show(buffer, y, row.links);
  }
  buffer.ydisp = Math.max(0, buffer.ybase - back);
}

function setState(core: Core, state: TerminalState, links: Links): void {
  const { _bufferService: service, _charsetService: charsets, _inputHandler: handler, coreService } = core;
  const pen = (to: Pen, [fg, bg, ext, link]: PenState) => {
    to.fg = fg;
    to.bg = bg;
    to.extended = links.extended(ext, link);
  };
  for (const name of ['normal', 'alt'] as const) {
    const [to, from] = [service.buffers[name], state[name]];
    to.x = from.x;
    to.y = from.y;
    to.scrollTop = from.top;
    to.scrollBottom = from.bottom;
    to.savedX = from.savedX;
    to.savedY = to.ybase + from.savedY;
    pen(to.savedCurAttrData, from.savedPen);
    to.savedCharset = charset(from.savedCharset);
    to.tabs = Object.fromEntries(from.tabs.map((column) => [column, true]));
  }
  pen(handler._curAttrData, state.pen);
  charsets.glevel = state.glevel;
  charsets.charset = charset(state.charset);
  charsets._charsets = state.charsets.map(charset);
  coreService.isCursorHidden = state.cursorHidden;
  coreService.isCursorInitialized = state.cursorInitialized;
  setModes(coreService.modes, state.modes);
  setModes(coreService.decPrivateModes, state.privateModes);
  const { options } = core.optionsService;
  if (options.convertEol !== state.convertEol) options.convertEol = state.convertEol;
  const mouse = core.coreMouseService;
  if (mouse.activeProtocol !== state.mouseProtocol) mouse.activeProtocol = state.mouseProtocol;
  if (mouse.activeEncoding !== state.mouseEncoding) mouse.activeEncoding = state.mouseEncoding;
  handler._parser.precedingJoinState = state.joinState;
  handler._iconName = state.iconName;
  handler._windowTitleStack = [...state.titles];
  handler._iconNameStack = [...state.iconNames];
  if (handler._windowTitle !== state.title) {
    handler._windowTitle = state.title;
    handler._onTitleChange.fire(state.title);
  }
  setPalette(core, new Map(state.palette));
}

function charset(chars: [string, string][] | null): Charset {
  return chars ? Object.fromEntries(chars) : undefined;
}

/** What a screen leaves out is the terminal's own default; modes that this terminal does not have stay away. */
function setModes(
  to: Record<string, boolean | string | undefined>,
  from: Record<string, boolean | string>,
): void {
  for (const name of Object.keys(to)) to[name] = Object.hasOwn(from, name) ? from[name] : undefined;
}
