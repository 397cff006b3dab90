// OSC 8 links of a screen: their table in its bytes, and their entries in a terminal's own registry.
import type { Reader, Writer } from './bytes.ts';
import type { Buffer, Core, LinkData, LinkEntry, Marker } from './fields.ts';

export type BufferName = 'normal' | 'alt';
export const BUFFER_NAMES = ['normal', 'alt'] as const;

/** The rows of a buffer that a screen holds: `count` of them, starting at `from`. */
export type RowRange = { from: number; count: number };
export type RowRanges = Record<BufferName, RowRange>;

/**
 * A link and the rows that keep it alive, counted from the first row that the screen holds of their buffer. An empty
 * URI means that its rows are gone: moved cells or the pen still refer to it, but it leads nowhere.
 */
export type Link = LinkData & { rows: Record<BufferName, number[]> };

/** Numbers the links of one screen from 1, in the order in which cells and pens refer to them. */
export class LinkNumbers {
  private readonly numbers = new Map<number, number>();

  constructor(private readonly core: Core) {}

  /** @param id the terminal's own id of a link; 0 is none. */
  of = (id: number): number => {
    if (id === 0) return 0;
    const known = this.numbers.get(id) ?? this.numbers.size + 1;
    this.numbers.set(id, known);
    return known;
  };

  /**
   * Writes the table, in the form that README.md describes. After the links that cells refer to come those with an
   * `id=` that only their rows keep alive: later output can use them again. They are sorted, so that equal terminals
   * write equal bytes.
   */
  write(out: Writer, ranges: RowRanges): void {
    const { _dataByLinkId: entries, _entriesWithId: named } = this.core._oscLinkService;
    if (this.numbers.size === 0 && named.size === 0) return out.number(0);
    const places = placesOf(this.core, ranges);
    const rowsOf = (entry: LinkEntry | undefined) => rowsIn(places, entry?.lines ?? []);
    const links: Link[] = [...this.numbers.keys()].map((id) => {
      const entry = entries.get(id);
      return { ...(entry ? entry.data : { uri: '' }), rows: rowsOf(entry) };
    });
    const others = [...named.values()]
      .filter(({ id }) => !this.numbers.has(id))
      .map((entry): Link => ({ ...entry.data, rows: rowsOf(entry) }))
      .filter(({ rows }) => rows.normal.length + rows.alt.length > 0)
      .map((link) => ({ link, order: JSON.stringify([link.id, link.uri, link.rows]) }))
      .sort((a, b) => (a.order < b.order ? -1 : 1));
    links.push(...others.map(({ link }) => link));
    out.number(links.length);
    for (const { id, uri, rows } of links) {
      out.text(id ?? '');
      out.text(uri);
      for (const name of BUFFER_NAMES) writeRows(out, rows[name]);
    }
  }
}

type Places = Record<BufferName, Map<Marker, number>>;

/** Markers on the rows that the screen holds, with their row. */
function placesOf(core: Core, ranges: RowRanges): Places {
  const placesIn = (name: BufferName) => {
    const { from, count } = ranges[name];
    const places = new Map<Marker, number>();
    if (count === 0) return places;
    for (const marker of core._bufferService.buffers[name].markers) {
      const row = marker.line - from;
      if (row >= 0 && row < count) places.set(marker, row);
    }
    return places;
  };
  return { normal: placesIn('normal'), alt: placesIn('alt') };
}

function rowsIn(places: Places, markers: readonly Marker[]): Link['rows'] {
  const rowsOf = (name: BufferName) =>
    markers
      .map((marker) => places[name].get(marker))
      .filter((row) => row !== undefined)
      .sort((a, b) => a - b);
  return { normal: rowsOf('normal'), alt: rowsOf('alt') };
}

function writeRows(out: Writer, rows: number[]): void {
  out.number(rows.length);
  let last = 0;
  for (const row of rows) {
    out.number(row - last);
    last = row;
  }
}

/** @throws Error when the bytes are not a table; its size is bounded by the number of bytes left. */
export function readLinks(from: Reader): Link[] {
  const count = from.number();
  // A link takes at least 4 bytes: two texts and two counts.
  if (count > from.left / 4) throw new Error(`a screen of ${count} links in ${from.left} bytes`);
  return Array.from({ length: count }, () => {
    const [id, uri] = [from.text(), from.text()];
    return { ...(id === '' ? {} : { id }), uri, rows: { normal: readRows(from), alt: readRows(from) } };
  });
}

function readRows(from: Reader): number[] {
  const count = from.number();
  if (count > from.left) throw new Error(`a link of ${count} rows in ${from.left} bytes`);
  let row = 0;
  return Array.from({ length: count }, () => (row += from.number()));
}

/** Entries that the last viewport made; the next viewport replaces them. */
const ofViewport = new WeakMap<Core, Set<LinkEntry>>();

/**
 * Puts a screen's links in the terminal's registry. A `whole` screen replaces all links; a viewport only those of its
 * rows, so links in the scrollback stay valid.
 * @returns the terminal's own id for each number of the screen's table; index 0 is no link.
 */
export function registerLinks(core: Core, kind: 'whole' | 'viewport', links: readonly Link[]): number[] {
  const service = core._oscLinkService;
  if (kind === 'viewport') leaveScreen(core);
  else {
    for (const name of BUFFER_NAMES) core._bufferService.buffers[name].clearAllMarkers();
    service._dataByLinkId.clear();
    service._entriesWithId.clear();
    service._nextId = 1;
  }
  const before = service._nextId;
  const ids = links.map((link) => registerLink(core, link));
  const made = ids.filter((id) => id >= before).map((id) => service._dataByLinkId.get(id));
  ofViewport.set(core, new Set(kind === 'viewport' ? made.filter((entry) => entry !== undefined) : []));
  return [0, ...ids];
}

/**
 * Removes all links from the rows in view. A link without any other row moves to the row just above: xterm does not
 * move a link's rows with text that a scroll region moves, so text up there may still refer to it.
 */
function leaveScreen(core: Core): void {
  const { active, normal } = core._bufferService.buffers;
  const replaced = ofViewport.get(core);
  const leaving = new Set(active.markers.filter(({ line }) => line >= active.ybase));
  if (leaving.size === 0) return;
  for (const entry of core._oscLinkService._dataByLinkId.values()) {
    if (active !== normal || normal.ybase === 0 || replaced?.has(entry)) continue;
    if (entry.lines.every((marker) => leaving.has(marker))) bind(core, entry, normal, normal.ybase - 1);
  }
  for (const marker of leaving) marker.dispose();
}

function registerLink(core: Core, { id, uri }: Link): number {
  const service = core._oscLinkService;
  if (uri === '') return service._nextId++;
  const data: LinkData = id === undefined ? { uri } : { id, uri };
  const key = id === undefined ? undefined : service._getEntryIdKey(data);
  const known = key === undefined ? undefined : service._entriesWithId.get(key);
  if (known) return known.id;
  const entry: LinkEntry = { id: service._nextId++, data, lines: [], ...(key === undefined ? {} : { key }) };
  service._dataByLinkId.set(entry.id, entry);
  if (key !== undefined) service._entriesWithId.set(key, entry);
  return entry.id;
}

/** Binds links to the rows that keep them alive. @param first the buffer's row that is the screen's row 0. */
export function bindLinks(
  core: Core,
  name: BufferName,
  first: number,
  links: readonly Link[],
  ids: readonly number[],
): void {
  const service = core._oscLinkService;
  const buffer: Buffer = core._bufferService.buffers[name];
  for (const [index, { rows }] of links.entries()) {
    const entry = service._dataByLinkId.get(ids[index + 1]!);
    if (!entry) continue;
    for (const row of rows[name]) {
      // Rows that this terminal has no room for count as scrolled out.
      if (first + row >= 0) bind(core, entry, buffer, first + row);
    }
  }
}

function bind(core: Core, entry: LinkEntry, buffer: Buffer, y: number): void {
  const marker = buffer.addMarker(y);
  entry.lines.push(marker);
  marker.onDispose(() => core._oscLinkService._removeMarkerFromLink(entry, marker));
}
