// The private fields of an xterm terminal that capture and restore use, as types.

/**
 * The version whose private fields are described here; package.json pins `@xterm/xterm` and `@xterm/headless` to it.
 * Both are built from the same `src/common`, and keep the names of private fields.
 */
export const XTERM_VERSION = '6.0.0';

/** Rows above the screen that are kept: on the server and in every page the same, or their screens would differ. */
export const SCROLLBACK_ROWS = 1000;

/** Extended attributes of a cell: underline style, colour and variant in `_ext`, its OSC 8 link in `_urlId`. */
export type Extended = { _ext: number; _urlId: number; clone(): Extended };

/** The pen: colours and flags as in a cell's second and third word. */
export type Pen = { fg: number; bg: number; extended: Extended };

/** One row: three words a cell (content, fg, bg); combined characters and extended attributes by column. */
export type Line = {
  _data: Uint32Array;
  _combined: Record<number, string>;
  _extendedAttrs: Record<number, Extended | undefined>;
  isWrapped: boolean;
  length: number;
};

/** A table of one character set; undefined is US ASCII. */
export type Charset = Record<string, string> | undefined;

/** A marker on a row: it moves with the row, and is disposed with it. */
export type Marker = { line: number; onDispose(listener: () => void): unknown; dispose(): void };

export type Buffer = {
  lines: {
    readonly length: number;
    readonly maxLength: number;
    get(index: number): Line | undefined;
    push(line: Line): void;
    trimStart(count: number): void;
  };
  x: number;
  y: number;
  ybase: number;
  ydisp: number;
  scrollTop: number;
  scrollBottom: number;
  savedX: number;
  savedY: number;
  savedCurAttrData: Pen;
  savedCharset: Charset;
  tabs: Record<number, boolean | undefined>;
  markers: Marker[];
  getBlankLine(pen: Pen): Line;
  addMarker(y: number): Marker;
  clearAllMarkers(): void;
};

export type LinkData = { id?: string | undefined; uri: string };
export type LinkEntry = { id: number; key?: string; data: LinkData; lines: Marker[] };

/** Requests to change colours (xterm's IColorEvent): type 1 sets, 2 restores one or, without `index`, all. */
export type ColorEvent = { type: number; index?: number; color?: [number, number, number] }[];

type Modes = Record<string, boolean | string | undefined>;
type Emitter<T> = { fire(value: T): void };

export type Core = {
  _writeBuffer: { writeSync(data: Uint8Array): void };
  _bufferService: {
    cols: number;
    rows: number;
    isUserScrolling: boolean;
    /** Fired with the index of the first row in view. */
    _onScroll: Emitter<number>;
    buffers: {
      normal: Buffer;
      alt: Buffer;
      active: Buffer;
      onBufferActivate(listener: () => void): unknown;
      activateNormalBuffer(): void;
      activateAltBuffer(): void;
    };
  };
  _charsetService: { glevel: number; charset: Charset; _charsets: Charset[] };
  _oscLinkService: {
    _nextId: number;
    _dataByLinkId: Map<number, LinkEntry>;
    _entriesWithId: Map<string, LinkEntry>;
    _getEntryIdKey(data: LinkData): string;
    _removeMarkerFromLink(entry: LinkEntry, marker: Marker): void;
  };
  _inputHandler: {
    _curAttrData: Pen;
    _windowTitle: string;
    _iconName: string;
    _windowTitleStack: string[];
    _iconNameStack: string[];
    _utf8Decoder: {
      interim: Uint8Array;
      clear(): void;
      decode(input: Uint8Array, target: Uint32Array): number;
    };
    /** Parses output at once; its promise is only for asynchronous handlers, and there are none here. */
    parse(data: Uint8Array): unknown;
    _parser: { currentState: number; precedingJoinState: number; reset(): void };
    eraseInDisplay(params: { params: ArrayLike<number> }, respectProtect?: boolean): boolean;
    onColor(listener: (event: ColorEvent) => void): unknown;
    _onColor: Emitter<ColorEvent>;
    _onCursorMove: Emitter<void>;
    _onTitleChange: Emitter<string>;
    _onRequestRefreshRows: Emitter<undefined>;
    _onRequestSyncScrollBar: Emitter<void>;
  };
  coreService: {
    isCursorHidden: boolean;
    isCursorInitialized: boolean;
    modes: Modes;
    decPrivateModes: Modes;
  };
  coreMouseService: { activeProtocol: string; activeEncoding: string };
  /** The two options that output can set: modes 20 and ?12. */
  optionsService: { options: { convertEol: boolean; cursorBlink: boolean } };
  unicodeService: { activeVersion: string };
  /** In a page only. */
  getSelection?(): string;
  clearSelection?(): void;
  /** The row the user last moved the scrollbar to; while it is set, output does not move the scrollbar. */
  _viewport?: { _latestYDisp: number | undefined };
};
