// A terminal's state besides its cells, as plain data: cursor, pen, modes, tabs, charsets, titles, colours.
import * as v from 'valibot';
import type { Buffer, Charset, Core, Pen } from './fields.ts';
import { paletteOf } from './palette.ts';

const Int = v.pipe(v.number(), v.integer());
const Word = v.pipe(Int, v.minValue(0), v.maxValue(0xffff_ffff));
const Row = v.pipe(Int, v.minValue(0), v.maxValue(0xffff));
/** Output can set very long titles; xterm takes 10 million characters (its PAYLOAD_LIMIT). */
const Title = v.pipe(v.string(), v.maxLength(10_000_000));
/** xterm keeps 10 of them (its STACK_LIMIT). */
const Titles = v.pipe(v.array(Title), v.maxLength(10));
const Level = v.pipe(Int, v.minValue(0), v.maxValue(255));
/** 256 colours, foreground, background and cursor. */
const Colour = v.pipe(Int, v.minValue(0), v.maxValue(258));
/** Pairs of a character and its replacement; the largest set has 31. */
const Chars = v.nullable(v.pipe(v.array(v.tuple([v.string(), v.string()])), v.maxLength(256)));

/** Foreground, background, extended attributes, number of the OSC 8 link in the screen's table (0: none). */
const PenState = v.tuple([Word, Word, Word, Word]);
export type PenState = v.InferOutput<typeof PenState>;

const BufferState = v.strictObject({
  x: Row,
  y: Row,
  top: Row,
  bottom: Row,
  /** The saved cursor; its row counts from the top of the screen and is negative in the scrollback. */
  savedX: Row,
  savedY: Int,
  savedPen: PenState,
  savedCharset: Chars,
  /** Columns with a tab stop. */
  tabs: v.pipe(v.array(Row), v.maxLength(0x1_0000)),
});

/** xterm's IModes and IDecPrivateModes; a mode left out has xterm's default. */
const Modes = v.strictObject({ insertMode: v.boolean() });
const PrivateModes = v.strictObject({
  applicationCursorKeys: v.boolean(),
  applicationKeypad: v.boolean(),
  bracketedPasteMode: v.boolean(),
  cursorBlink: v.optional(v.boolean()),
  cursorStyle: v.optional(v.picklist(['block', 'underline', 'bar'])),
  origin: v.boolean(),
  reverseWraparound: v.boolean(),
  sendFocus: v.boolean(),
  synchronizedOutput: v.boolean(),
  wraparound: v.boolean(),
});

export const TerminalState = v.strictObject({
  cols: v.pipe(Int, v.minValue(1), v.maxValue(1000)),
  rows: v.pipe(Int, v.minValue(1), v.maxValue(1000)),
  /** Whether the alternate buffer is shown. */
  alternate: v.boolean(),
  normal: BufferState,
  alt: BufferState,
  pen: PenState,
  glevel: v.pipe(Int, v.minValue(0), v.maxValue(3)),
  charset: Chars,
  charsets: v.pipe(v.array(Chars), v.maxLength(4)),
  cursorHidden: v.boolean(),
  modes: Modes,
  privateModes: PrivateModes,
  convertEol: v.boolean(),
  /** Mode ?12, which xterm keeps apart from the blinking of DECSCUSR. */
  cursorBlink: v.boolean(),
  mouseProtocol: v.picklist(['NONE', 'X10', 'VT200', 'DRAG', 'ANY']),
  mouseEncoding: v.picklist(['DEFAULT', 'SGR', 'SGR_PIXELS']),
  /** xterm's `precedingJoinState`: the last printed character, which REP and combining characters continue. */
  joinState: Word,
  title: Title,
  iconName: Title,
  titles: Titles,
  iconNames: Titles,
  palette: v.pipe(v.array(v.tuple([Colour, v.tuple([Level, Level, Level])])), v.maxLength(259)),
  /** The Unicode version of the width table; output cannot change it, so both ends must have the same. */
  unicode: v.string(),
});
export type TerminalState = v.InferOutput<typeof TerminalState>;

/** @param link maps the terminal's id of an OSC 8 link to its number in the screen's table. */
export function readState(core: Core, link: (id: number) => number): TerminalState {
  const { _bufferService: service, _charsetService: charsets, _inputHandler: handler } = core;
  const { buffers } = service;
  const pen = ({ fg, bg, extended }: Pen): PenState => [
    fg >>> 0,
    bg >>> 0,
    extended._ext >>> 0,
    link(extended._urlId),
  ];
  const buffer = (from: Buffer): v.InferOutput<typeof BufferState> => ({
    x: from.x,
    y: from.y,
    top: from.scrollTop,
    bottom: from.scrollBottom,
    savedX: from.savedX,
    savedY: from.savedY - from.ybase,
    savedPen: pen(from.savedCurAttrData),
    savedCharset: chars(from.savedCharset),
    tabs: Object.keys(from.tabs)
      .map(Number)
      .filter((column) => from.tabs[column]),
  });
  return {
    cols: service.cols,
    rows: service.rows,
    alternate: buffers.active === buffers.alt,
    normal: buffer(buffers.normal),
    alt: buffer(buffers.alt),
    pen: pen(handler._curAttrData),
    glevel: charsets.glevel,
    charset: chars(charsets.charset),
    charsets: [0, 1, 2, 3].map((g) => chars(charsets._charsets[g])),
    cursorHidden: core.coreService.isCursorHidden,
    modes: modes(core.coreService.modes) as TerminalState['modes'],
    privateModes: modes(core.coreService.decPrivateModes) as TerminalState['privateModes'],
    convertEol: core.optionsService.options.convertEol,
    cursorBlink: core.optionsService.options.cursorBlink,
    mouseProtocol: core.coreMouseService.activeProtocol as TerminalState['mouseProtocol'],
    mouseEncoding: core.coreMouseService.activeEncoding as TerminalState['mouseEncoding'],
    joinState: handler._parser.precedingJoinState >>> 0,
    title: handler._windowTitle,
    iconName: handler._iconName,
    titles: [...handler._windowTitleStack],
    iconNames: [...handler._iconNameStack],
    palette: [...paletteOf(core)].sort(([a], [b]) => a - b).map(([index, [r, g, b]]) => [index, [r, g, b]]),
    unicode: core.unicodeService.activeVersion,
  };
}

function chars(set: Charset): [string, string][] | null {
  return set ? Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)) : null;
}

/** Undefined modes have xterm's default and are left out. */
function modes(from: Record<string, boolean | string | undefined>): Record<string, boolean | string> {
  const named = Object.keys(from)
    .sort()
    .flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const]));
  return Object.fromEntries(named);
}
