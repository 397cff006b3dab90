// Reads a named region of a source file for a slide: between marker comments, or a Rust item by its name.

import { fillIn } from '../../talk/placeholders.ts';
import { findItems, itemNames, type Span } from '../../talk/rust-item.ts';
import { oneOf } from './fault.ts';
import type { Fence, SlideScope } from './fences/fence.ts';

/** A named part of a region: lines of the region, 1-based, `to` inclusive. */
export type Part = { name: string } & Span;

/** A region as a slide shows it: its lines without markers and common indentation, and the parts marked inside it. */
export type Region = { lines: string[]; parts: Part[] };

/** `// region: NAME`, `// endregion: NAME`, which rust-analyzer folds; with `#` for shells and TOML. */
const MARKER = /^\s*(?:\/\/|#)\s*(region|endregion):\s*([\w-]+)\s*$/;

/** Which region of which file, and values for its placeholders: `name=value,other=value`. */
export type RegionRequest = { src: string; region: string; fill?: string | undefined };

/**
 * The region that a fence names.
 * @returns undefined, after reporting a fault at the fence's line, when the file or region is missing, the region is
 * there twice, or a marker is never closed.
 */
export function readRegion(
  request: RegionRequest,
  { line }: Pick<Fence, 'line'>,
  scope: Pick<SlideScope, 'report' | 'source' | 'beside'>,
): Region | undefined {
  const { report, source } = scope;
  const { src, region: name } = request;
  const text = source(src);
  if (text === undefined) {
    const fix = 'write its path below the project’s folder, or ./ and its path below the talk’s';
    report(line, `there is no file ${src}`, fix + elsewhere(request, scope));
    return undefined;
  }
  try {
    const lines = fillIn(text, readFill(request.fill)).split(/\r?\n/);
    const markers = readMarkers(lines, src);
    const span = findRegion(lines, markers, name, src, () => elsewhere(request, scope));
    const region = cut(lines, markers, span);
    if (region.lines.every((shown) => shown.trim() === '')) {
      throw new Unfit(`${src} has nothing in region ${name}`, 'put the markers around the code');
    }
    const open = region.lines.find((shown) => /\{\{.*\}\}/.test(shown));
    if (open !== undefined) throw new Unfit(`${src} has ${open.trim()} in ${name}`, 'add fill="name=value"');
    return region;
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    report(line, error.message, error.fix);
    return undefined;
  }
}

class Unfit extends Error {
  constructor(
    what: string,
    readonly fix: string,
  ) {
    super(what);
  }
}

/** The values of a fence's option `fill`: `name=value,other=value`. */
function readFill(fill: string | undefined): Record<string, string> {
  return Object.fromEntries((fill ?? '').split(',').map((pair) => pair.split('=') as [string, string]));
}

/** Regions between marker lines, 0-based and including the marker lines; inner ones before outer ones. */
function readMarkers(lines: readonly string[], src: string): Part[] {
  const open: Part[] = [];
  const closed: Part[] = [];
  lines.forEach((line, index) => {
    const [, kind, name] = MARKER.exec(line) ?? [];
    if (kind === 'region') open.push({ name: name!, from: index, to: index });
    if (kind !== 'endregion') return;
    const last = open.pop();
    if (last?.name !== name) {
      const actual = last ? `the open one is ${last.name}` : 'none is open';
      const what = `${src}:${index + 1} ends region ${name}, but ${actual}`;
      throw new Unfit(what, 'end each region by its name, the innermost first');
    }
    closed.push({ ...last!, to: index });
  });
  const left = open.pop();
  if (left) {
    throw new Unfit(`${src}:${left.from + 1} opens region ${left.name} and never ends it`, 'add endregion');
  }
  return closed;
}

/** For the fix: which other files of the same program and language have the region; empty when none has. */
function elsewhere(
  { src, region, fill }: RegionRequest,
  { source, beside }: Pick<SlideScope, 'source' | 'beside'>,
): string {
  const has = (other: string) => {
    const lines = fillIn(source(other) ?? '', readFill(fill)).split(/\r?\n/);
    const marked = lines.some((line) => MARKER.exec(line)?.slice(1).join(' ') === `region ${region}`);
    return marked || findItems(lines, region).length > 0;
  };
  const same = (other: string) => other.split('.').at(-1) === src.split('.').at(-1);
  const found = (beside?.(src) ?? []).filter((other) => same(other) && has(other));
  return found.length === 0 ? '' : `; ${region} is now in ${found.join(' and ')}`;
}

function findRegion(
  lines: readonly string[],
  markers: readonly Part[],
  name: string,
  src: string,
  others: () => string,
): Span {
  const marked = markers.filter((marker) => marker.name === name);
  const found: Span[] = marked.length > 0 ? marked : findItems(lines, name);
  if (found.length === 1) return found[0]!;
  const names = [...new Set([...markers.map((marker) => marker.name), ...itemNames(lines)])];
  if (found.length === 0) throw new Unfit(`${src} has no region ${name}`, oneOf(names) + others());
  const at = found.map(({ from }) => from + 1).join(' and ');
  throw new Unfit(`${src} has ${name} at lines ${at}`, 'mark the one you mean with // region: …');
}

function cut(lines: readonly string[], markers: readonly Part[], { from, to }: Span): Region {
  const inner = markers.filter((marker) => from < marker.from && marker.to < to);
  const kept: string[] = [];
  /** For each line of the file: how many lines were kept before it. */
  const before: number[] = [];
  for (let index = from; index <= to; index++) {
    before[index] = kept.length;
    if (!MARKER.test(lines[index]!)) kept.push(lines[index]!);
  }
  const indent = Math.min(...kept.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return {
    lines: kept.map((line) => line.slice(Math.min(indent, line.length)).trimEnd()),
    parts: inner
      .map((marker) => ({ name: marker.name, from: before[marker.from]! + 1, to: before[marker.to]! }))
      .sort((a, b) => a.from - b.from),
  };
}
