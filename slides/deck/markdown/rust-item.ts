// Cuts one Rust function out of a source file by its name, with its attributes and without its comments above. Parses no Rust.

/**
 * The text of `fn name`, dedented: from its attributes to the closing brace at the indentation of its first line,
 * as rustfmt sets it. Undefined when there is no such function.
 */
export function cutFunction(source: string, name: string): string | undefined {
  const lines = source.split(/\r?\n/);
  const head = new RegExp(`^(\\s*)(?:[a-z(): ]*\\s)?fn ${name}\\b`);
  const at = lines.findIndex((line) => head.test(line));
  if (at < 0) return undefined;
  const indent = head.exec(lines[at]!)![1]!;
  const length = lines.slice(at).indexOf(`${indent}}`);
  if (length < 0) return undefined;
  let from = at;
  while (from > 0 && lines[from - 1]!.startsWith(`${indent}#[`)) from--;
  return lines
    .slice(from, at + length + 1)
    .map((line) => line.slice(Math.min(indent.length, line.search(/\S|$/))))
    .join('\n');
}
