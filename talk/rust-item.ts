// Finds named items in Rust source formatted by rustfmt: functions, statics, constants, types.

/** Lines of a source, 0-based, `to` inclusive. */
export type Span = { from: number; to: number };

const HEAD =
  /^(\s*)(?:pub(?:\([a-z ]+\))?\s+)?(?:(?:const|async|unsafe|extern\s+"\w+")\s+)*(fn|static(?:\s+mut)?|const|struct|enum|type)\s+((?:\w|\{\{[\w\s-]+\}\})+)/;

/**
 * Every item called `name`, with its attributes and without its comments above: to the closing brace at the
 * indentation of its first line, or to the first line that ends with a semicolon where there is no block.
 */
export function findItems(lines: readonly string[], name: string): Span[] {
  return lines.flatMap((line, at) => {
    const head = HEAD.exec(line);
    if (head?.[3] !== name) return [];
    const to = findEnd(lines, at, head[1]!, head[2]!);
    if (to < 0) return [];
    let from = at;
    while (from > 0 && lines[from - 1]!.startsWith(`${head[1]}#[`)) from--;
    return [{ from, to }];
  });
}

/** The names of all items, in order. */
export function itemNames(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap((line) => HEAD.exec(line)?.[3] ?? []))];
}

function findEnd(lines: readonly string[], at: number, indent: string, kind: string): number {
  const block = kind === 'fn' || ((kind === 'struct' || kind === 'enum') && !/;\s*$/.test(lines[at]!));
  if (block && /\}\s*$/.test(lines[at]!)) return at;
  const ends = (line: string) => (block ? line === `${indent}}` : /;\s*(\/\/.*)?$/.test(line));
  return lines.findIndex((line, index) => index >= at && ends(line));
}
