// OSC 8 links of a screen: their table in its bytes, and their entries in a terminal's own registry. Opens none.
import type { Reader, Writer } from './bytes.ts';
import type { Buffer, Core, LinkData, LinkEntry, Marker } from './core.ts';

export type BufferName = 'normal' | 'alt';
export const BUFFER_NAMES = ['normal', 'alt'] as const;

/** Which rows of each buffer a screen has: from `from`, `count` of them. */
export type RowRange = { from: number; count: number };
export type RowRanges = Record<BufferName, RowRange>;

/**
 * A link and the rows that keep it known, counted from the first row that the screen has of their buffer. Without a
 * URI it is one whose rows are all gone: cells that were moved, or the pen, still name it, and it leads nowhere.
 */
export type Link = LinkData & { rows: Record<BufferName, number[]> };

/** Numbers the links of one screen, from 1, in the order in which they are met. */
export class LinkNumbers {
  private readonly numbers = new Map<number, number>();

  constructor(private readonly core: Core) {}

  /** @param id of the terminal's own; 0 is no link. */
  of = (id: number): number => {
    if (id === 0) return 0;
    const known = this.numbers.get(id) ?? this.numbers.size + 1;
    this.numbers.set(id, known);
    return known;
  };

  /**
   * Form: how many links, and for each its `id=` (empty for none), its URI, and for both buffers how many rows and
   * these as differences. Behind those that were met come those with an `id=` that only their rows still know: output
   * can go on with them. They are in the order of their bytes, which says the same for the same links.
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

/** The rows of the markers that are on the screen. */
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

/** @throws Error when the bytes are no table. Each number of it takes a byte, so it is bounded by what was sent. */
export function readLinks(from: Reader): Link[] {
  const count = from.number();
  // Two texts and two counts are 4 bytes at least.
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

/** Entries that the last viewport made: the next one replaces them. */
const ofViewport = new WeakMap<Core, Set<LinkEntry>>();

/**
 * Puts a screen's links in the terminal's registry. A `whole` screen replaces all; a viewport only what its rows have,
 * so that the links of the rows above it still lead where they led.
 * @returns the terminal's own id for each number of the screen's table, with 0 for none.
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
 * Takes all links off the rows of the screen. One that has no other row is bound to the row above the screen instead:
 * xterm does not move a link's rows with text that a scroll region moves, so text up there may still name it.
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

/** Binds links to the rows of a buffer that keep them known. @param first the buffer's row of the screen's row 0. */
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
      // Rows that this terminal has no room for are gone, as if they had been scrolled out.
      if (first + row >= 0) bind(core, entry, buffer, first + row);
    }
  }
}

function bind(core: Core, entry: LinkEntry, buffer: Buffer, y: number): void {
  const marker = buffer.addMarker(y);
  entry.lines.push(marker);
  marker.onDispose(() => core._oscLinkService._removeMarkerFromLink(entry, marker));
}
