// All of a terminal's state as text to compare: an oracle that shares no code with screen/.
// It reads xterm's public buffers and its private fields by itself.
import type { Terminal } from './terminal.ts';

type Raw = Record<string, never> & { [name: string]: never };
// biome-ignore lint/suspicious/noExplicitAny: the oracle looks at private fields, without the types it checks.
type Any = any;

/** One line per fact; equal lines mean equal terminals. */
export function viewOf({ term }: Terminal, rows: 'all' | 'screen' = 'all'): string[] {
  const core = (term as unknown as { _core: Any })._core;
  const view: string[] = [];
  const urls = new Map<number, string>();
  const url = (id: number) => {
    if (id === 0) return '';
    const data = core._oscLinkService.getLinkData(id);
    const known = urls.get(id) ?? `#${urls.size} ${data?.id ?? ''} ${data?.uri ?? 'gone'}`;
    urls.set(id, known);
    return known;
  };
  const shown = core.buffers.active === core.buffers.alt ? 'alt' : 'normal';
  for (const name of ['normal', 'alt'] as const) {
    const buffer = core.buffers[name];
    if (rows === 'all' || name === shown) {
      const first = rows === 'all' ? 0 : buffer.ybase;
      view.push(`${name} rows ${buffer.lines.length - first}`);
      for (let y = first; y < buffer.lines.length; y++) {
        view.push(`${name} ${y - buffer.ybase} ${rowOf(buffer.lines.get(y), url)}`);
      }
    }
    if (rows === 'all') view.push(`${name} base ${buffer.ybase}`);
    const stops = Object.keys(buffer.tabs).filter((x) => buffer.tabs[x]);
    const row = buffer.savedY - buffer.ybase;
    view.push(`${name} cursor ${buffer.x},${buffer.y} region ${buffer.scrollTop}-${buffer.scrollBottom}`);
    view.push(`${name} tabs ${stops.join()} saved ${buffer.savedX},${row} ${setOf(buffer.savedCharset)}`);
    view.push(`${name} saved pen ${buffer.savedCurAttrData.fg >>> 0} ${buffer.savedCurAttrData.bg >>> 0}`);
  }
  const pen = core._inputHandler._curAttrData;
  view.push(
    `shown ${shown} pen ${pen.fg >>> 0} ${pen.bg >>> 0} ${pen.extended._ext >>> 0} ${url(pen.extended.urlId)}`,
  );
  const sets = core._charsetService;
  view.push(
    `charsets ${[0, 1, 2, 3].map((g) => setOf(sets._charsets[g]))} ${sets.glevel} ${setOf(sets.charset)}`,
  );
  const { coreService, coreMouseService, optionsService, _inputHandler: handler } = core;
  const synchronized = coreService.decPrivateModes.synchronizedOutput && rows === 'all';
  view.push(
    `modes ${JSON.stringify({ ...coreService.modes, ...coreService.decPrivateModes, synchronizedOutput: synchronized })}`,
  );
  view.push(`hidden ${coreService.isCursorHidden} eol ${optionsService.rawOptions.convertEol}`);
  view.push(`blink ${optionsService.rawOptions.cursorBlink}`);
  view.push(`mouse ${coreMouseService.activeProtocol} ${coreMouseService.activeEncoding}`);
  view.push(
    `titles ${JSON.stringify([handler._windowTitle, handler._iconName, handler._windowTitleStack, handler._iconNameStack])}`,
  );
  const parser = handler._parser;
  const { _state: osc, _id: oscId } = parser._oscParser;
  // Only a half-read ESC, CSI or DCS continues with them; after rest (0) and strings (7, 8) they are reset.
  const state = parser.currentState;
  const unused = state === 0 || state === 7 || state === 8;
  const params = unused ? '' : JSON.stringify([parser._collect, parser._params.toArray()]);
  view.push(`parser ${state} ${params}`);
  view.push(`osc ${osc} ${oscId} join ${parser.precedingJoinState} utf8 ${handler._utf8Decoder.interim}`);
  const links = [...core._oscLinkService._entriesWithId.values()].map((entry: Any) =>
    lifeOf(entry, core, rows),
  );
  view.push(`links with id ${links.filter(Boolean).sort().join(' | ')}`);
  return view;
}

/** A link's identity, and the rows that keep it alive. */
function lifeOf(entry: Any, core: Any, rows: 'all' | 'screen'): string {
  const { active, normal, alt } = core.buffers;
  const lines = entry.lines.flatMap((marker: Any) => {
    const buffer = [alt, normal].find(({ markers }) => markers.includes(marker));
    if (!buffer) return [];
    if (rows === 'screen' && (buffer !== active || marker.line < buffer.ybase)) return [];
    return [`${buffer === alt ? 'alt' : 'normal'}${marker.line - buffer.ybase}`];
  });
  return lines.length > 0 ? `${entry.data.id} ${entry.data.uri} ${lines.sort().join()}` : '';
}

function setOf(set: Raw | undefined): string {
  return set ? JSON.stringify(Object.entries(set).sort()) : 'US';
}

/** Every bit of a row that a terminal reads: its words, and texts and attributes of the cells that have some. */
function rowOf(line: Any, url: (id: number) => string): string {
  const words: Uint32Array = line._data;
  const more: string[] = [];
  for (let x = 0; x < line.length; x++) {
    if (words[x * 3]! & 0x20_0000) more.push(`${x}“${line._combined[x]}”`);
    if (!(words[x * 3 + 2]! & 0x1000_0000)) continue;
    const extended = line._extendedAttrs[x];
    const { underlineStyle, underlineColor, underlineVariantOffset, urlId } = extended;
    more.push(
      `${x}~${underlineStyle},${underlineColor},${underlineVariantOffset},${extended._ext >>> 0},${url(urlId)}`,
    );
  }
  const bytes = Buffer.from(words.buffer, words.byteOffset, line.length * 12).toString('latin1');
  return `${line.isWrapped ? 'wrapped' : ''} ${line.length} ${more.join(' ')} ${bytes}`;
}

/** The cells by the public API, and the answers that a program would get. Slower, and all documented. */
export function publicViewOf(terminal: Terminal): string[] {
  const { term } = terminal;
  const view: string[] = [];
  for (const buffer of [term.buffer.normal, term.buffer.alternate]) {
    view.push(`${buffer.type} ${buffer.length} ${buffer.baseY} ${buffer.cursorX},${buffer.cursorY}`);
    const cell = buffer.getNullCell();
    for (let y = 0; y < buffer.length; y++) {
      const line = buffer.getLine(y)!;
      const cells: string[] = [];
      for (let x = 0; x < line.length; x++) {
        const at = line.getCell(x, cell)!;
        const flags = [
          at.isBold(),
          at.isDim(),
          at.isItalic(),
          at.isUnderline(),
          at.isBlink(),
          at.isInverse(),
          at.isInvisible(),
          at.isStrikethrough(),
          at.isOverline(),
        ];
        const bits = flags.map((flag) => (flag ? 1 : 0)).join('');
        cells.push(
          `${at.getChars()}${at.getWidth()}${at.getFgColorMode()}.${at.getFgColor()}.${at.getBgColorMode()}.${at.getBgColor()}.${bits}`,
        );
      }
      view.push(`${y} ${line.isWrapped} ${cells.join(' ')}`);
    }
  }
  view.push(JSON.stringify(term.modes), term.buffer.active.type);
  return view;
}

/** The first facts in which two views differ, for a failure's message. */
export function difference(expected: string[], actual: string[]): string {
  const seen: string[] = [];
  for (let i = 0; i < Math.max(expected.length, actual.length) && seen.length < 4; i++) {
    if (expected[i] !== actual[i]) seen.push(`  wanted ${clip(expected[i])}\n  got    ${clip(actual[i])}`);
  }
  return seen.join('\n');
}

function clip(fact: string | undefined): string {
  return JSON.stringify(fact ?? null)
    .replaceAll('\\u0000', '')
    .slice(0, 400);
}
