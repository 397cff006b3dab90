// Makes a terminal equal to a captured screen: all of it, or only its viewport, leaving the scrollback.
import type { ScreenKind } from './capture.ts';
import type { Buffer, Charset, Core, Extended, Pen } from './fields.ts';
import { fillLine, type ReadLine } from './lines.ts';
import { BUFFER_NAMES, bindLinks, registerLinks } from './links.ts';
import { setPalette } from './palette.ts';
import { readScreen } from './read.ts';
import type { PenState, TerminalState } from './state.ts';

/**
 * Replaces what the terminal shows and its whole state; call it between two writes. A `viewport` leaves the scrollback
 * as it is. In a page the rows are redrawn, a user who has scrolled back stays as far from the end, and a selection
 * whose text has changed is cleared.
 * @throws Error when the bytes are not a screen for a terminal of this size; the terminal is unchanged then.
 */
export function restoreScreen(core: Core, bytes: Uint8Array): void {
  const { _bufferService: service, _inputHandler: handler } = core;
  const { buffers } = service;
  const screen = readScreen(bytes, service.cols, service.rows, core.unicodeService.activeVersion);
  const { kind, state, links } = screen;
  const selected = core.getSelection?.() ?? '';
  handler._parser.reset();
  handler._utf8Decoder.clear();
  if (state.alternate) buffers.activateAltBuffer();
  else buffers.activateNormalBuffer();
  const ids = registerLinks(core, kind, links);
  const extend = (ext: number, link: number) => {
    const extended = handler._curAttrData.extended.clone();
    extended._ext = ext | 0;
    extended._urlId = ids[link]!;
    return extended;
  };
  for (const name of BUFFER_NAMES) {
    const rows = screen.rows[name];
    if (rows.length === 0) continue;
    const first = fillBuffer(buffers[name], kind, rows, service.rows, extend);
    bindLinks(core, name, first, links, ids);
  }
  setState(core, state, extend);
  refresh(core, selected);
}

/** Makes a page redraw, move its scrollbar and clear a selection whose text has changed. */
function refresh(core: Core, selected: string): void {
  const { _bufferService: service, _inputHandler: handler } = core;
  const { active } = service.buffers;
  service.isUserScrolling = active.ydisp < active.ybase;
  // Else the scrollbar would stay where the user put it, which may be a different row by now.
  if (core._viewport) core._viewport._latestYDisp = undefined;
  service._onScroll.fire(active.ydisp);
  handler._onRequestSyncScrollBar.fire();
  handler._onRequestRefreshRows.fire(undefined);
  handler._onCursorMove.fire();
  if (selected && core.getSelection?.() !== selected) core.clearSelection?.();
}

type Extend = (ext: number, link: number) => Extended;

/** @returns the buffer's row that is the screen's row 0; below 0 when the buffer has room for fewer rows. */
function fillBuffer(
  buffer: Buffer,
  kind: ScreenKind,
  rows: ReadLine[],
  height: number,
  extend: Extend,
): number {
  const { lines } = buffer;
  const back = buffer.ybase - buffer.ydisp;
  if (kind === 'whole') {
    const kept = Math.min(rows.length, lines.maxLength);
    if (lines.length > kept) lines.trimStart(lines.length - kept);
    const plain: Pen = { fg: 0, bg: 0, extended: extend(0, 0) };
    while (lines.length < kept) lines.push(buffer.getBlankLine(plain));
    buffer.ybase = lines.length - height;
  }
  const first = lines.length - rows.length;
  for (let i = Math.max(0, -first); i < rows.length; i++) fillLine(lines.get(first + i)!, rows[i]!, extend);
  buffer.ydisp = Math.max(0, buffer.ybase - back);
  return first;
}

function setState(core: Core, state: TerminalState, extend: Extend): void {
  const { _bufferService: service, _charsetService: charsets, _inputHandler: handler, coreService } = core;
  const setPen = (to: Pen, [fg, bg, ext, link]: PenState) => {
    to.fg = fg;
    to.bg = bg;
    to.extended = extend(ext, link);
  };
  for (const name of BUFFER_NAMES) {
    const [to, from] = [service.buffers[name], state[name]];
    to.x = from.x;
    to.y = from.y;
    to.scrollTop = from.top;
    to.scrollBottom = from.bottom;
    to.savedX = from.savedX;
    to.savedY = to.ybase + from.savedY;
    setPen(to.savedCurAttrData, from.savedPen);
    to.savedCharset = charset(from.savedCharset);
    to.tabs = Object.fromEntries(from.tabs.map((column) => [column, true]));
  }
  setPen(handler._curAttrData, state.pen);
  charsets.glevel = state.glevel;
  charsets.charset = charset(state.charset);
  charsets._charsets = state.charsets.map(charset);
  coreService.isCursorHidden = state.cursorHidden;
  // xterm draws no cursor until the page had focus or output changed the buffer; a restored screen counts as both.
  coreService.isCursorInitialized = true;
  setModes(coreService.modes, state.modes);
  setModes(coreService.decPrivateModes, state.privateModes);
  const { options } = core.optionsService;
  if (options.convertEol !== state.convertEol) options.convertEol = state.convertEol;
  if (options.cursorBlink !== state.cursorBlink) options.cursorBlink = state.cursorBlink;
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

/** Modes the screen leaves out get xterm's default; those this terminal doesn't have are skipped. */
function setModes<M extends Record<string, boolean | string | undefined>>(
  to: M,
  from: { [name in string]?: boolean | string | undefined },
): void {
  for (const name of Object.keys(to) as (keyof M & string)[]) to[name] = from[name] as M[typeof name];
}
