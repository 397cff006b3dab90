// ```duo``` shows two regions side by side, such as C and Rust, with matching parts on the same row.
import { renderCode } from '../code-lines.ts';
import { highlightBars } from '../highlight.ts';
import { escapeText } from '../html.ts';
import { LANGUAGES, languageName } from '../inks.ts';
import { type Region, readRegion } from '../region.ts';
import type { Fence, FenceKind, SlideScope } from './fence.ts';
import { readInfo } from './fence.ts';

/** A row of one side: the part it belongs to, and its text, empty where only the other side has code. */
type Row = { part: string | undefined; text: string };
type Side = { language: string; file: string; rows: Row[] };

export const duoFence: FenceKind = {
  names: ['duo'],
  options: { parts: 'optional' },
  body: 'text',
  async render(fence, scope) {
    const lines = fence.body.split('\n').filter((line) => line.trim() !== '');
    if (lines.length !== 2) {
      scope.report(
        fence.line,
        `a duo needs two lines and has ${lines.length}`,
        'write c src=… region=… and rust src=… region=…',
      );
      return '';
    }
    const sides = lines.map((line, index) =>
      readSide(line, { ...fence, line: fence.line + 1 + index }, scope),
    );
    const [left, right] = sides;
    if (!left || !right) return '';
    if (!sameOrder(fence, left.rows, right.rows, scope)) return '';
    align(left.rows, right.rows);
    const parts = readParts(fence, [left, right], scope);
    const bar = highlightBars(
      parts.map((part) => (row: Row | undefined) => row?.part === part && row.text !== ''),
      scope,
    );
    const columns = [left, right].map(async ({ language, file, rows }) => {
      const code = await renderCode({
        language,
        lines: rows.map(({ text }) => text),
        bar: (line) => bar(rows[line - 1]),
        morph: false,
      });
      const name = escapeText(languageName(language));
      return `<div class="duo-side"><h3>${name}<span class="duo-file">${escapeText(file)}</span></h3>${code}</div>`;
    });
    return `<div class="duo">${(await Promise.all(columns)).join('')}</div>`;
  },
};

function readSide(text: string, fence: Fence, scope: SlideScope): Side | undefined {
  const { kind, options } = readInfo(text, fence.line, scope.report);
  const src = options.get('src');
  const region = options.get('region');
  if (!LANGUAGES.includes(kind) || src === undefined || region === undefined) {
    scope.report(fence.line, `cannot read "${text.trim()}"`, 'write a language, src=FILE and region=NAME');
    return undefined;
  }
  const found = readRegion({ src, region, fill: options.get('fill') }, fence, scope);
  return found && { language: kind, file: src.split('/').at(-1)!, rows: toRows(found) };
}

function toRows({ lines, parts }: Region): Row[] {
  return lines.map((text, index) => ({
    text,
    part: parts.find(({ from, to }) => from <= index + 1 && index + 1 <= to)?.name,
  }));
}

/** Whether both sides have their common parts in the same order, so that these can share rows; reports when not. */
function sameOrder(fence: Fence, left: readonly Row[], right: readonly Row[], { report }: SlideScope) {
  const order = (rows: readonly Row[], other: readonly Row[]) =>
    [...new Set(rows.flatMap(({ part }) => part ?? []))].filter((name) =>
      other.some(({ part }) => part === name),
    );
  const [l, r] = [order(left, right).join(', '), order(right, left).join(', ')];
  if (l === r) return true;
  report(fence.line, `the parts are ${l} on the left and ${r} on the right`, 'put them in the same order');
  return false;
}

/** Inserts empty rows, so that parts of the same name begin on the same row and both sides have as many rows. */
function align(left: Row[], right: Row[]): void {
  const names = [...new Set(left.map(({ part }) => part))].filter(
    (part) => part !== undefined && right.some((row) => row.part === part),
  );
  const start = (rows: Row[], part: string | undefined) => rows.findIndex((row) => row.part === part);
  for (const name of names) {
    const [l, r] = [start(left, name), start(right, name)];
    const [short, at] = l < r ? [left, l] : [right, r];
    short.splice(at, 0, ...blank(Math.abs(l - r)));
  }
  const missing = left.length - right.length;
  (missing > 0 ? right : left).push(...blank(Math.abs(missing)));
}

function blank(count: number): Row[] {
  return Array.from({ length: count }, () => ({ part: undefined, text: '' }));
}

/** `parts=type|size`: parts to highlight on both sides, one after the other. */
function readParts(fence: Fence, sides: readonly Side[], { report }: SlideScope): string[] {
  const parts = fence.options.get('parts')?.split('|') ?? [];
  for (const part of parts) {
    if (sides.some(({ rows }) => rows.some((row) => row.part === part))) continue;
    const known = [...new Set(sides.flatMap(({ rows }) => rows.flatMap((row) => row.part ?? [])))];
    report(fence.line, `neither side has a part ${part}`, `use one of ${known.join(', ')}`);
  }
  return parts;
}
