// Finds the line of talk.ts that a fault is about, from the fault's path or an error's message.
import { parseSync } from 'vite';

type Node = { type: string; start: number; [key: string]: unknown };

/**
 * The line of the field that `keys` lead to in the file's default export, as far as it is written out there: a list
 * that a function returns is one line.
 */
export function lineOfField(text: string, keys: readonly (string | number)[]): number {
  const { program } = parseSync('talk.ts', text);
  const statements = program.body as unknown as Node[];
  const exported = statements.find(({ type }) => type === 'ExportDefaultDeclaration');
  let value = exported && unwrap(exported.declaration as Node, statements);
  let at = exported?.start ?? 0;
  for (const key of keys) {
    const child = value && childOf(value, key);
    if (!child) break;
    at = child.start;
    value = unwrap(child.value, statements);
  }
  return lineAt(text, at);
}

/** The line that an error names, or the line of the name it complains about; 1 without either. */
export function lineOfError(text: string, message: string): number {
  const drawn = /talk\.ts:(\d+)/.exec(message)?.[1];
  if (drawn) return Number(drawn);
  const word = /([\w$]+) is not (?:defined|a function|a constructor|iterable)/.exec(message)?.[1];
  const at = word ? text.search(new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}(?![\\w$])`)) : -1;
  return lineAt(text, Math.max(0, at));
}

function childOf(node: Node, key: string | number): { start: number; value: Node } | undefined {
  if (node.type === 'ArrayExpression') {
    const elements = node.elements as (Node | null)[];
    // After a spread, elements can't be counted.
    const spread = elements.findIndex((element) => element?.type === 'SpreadElement');
    const element = spread === -1 || Number(key) < spread ? elements[Number(key)] : undefined;
    return element ? { start: element.start, value: element } : undefined;
  }
  if (node.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties as Node[]) {
    const name = property.key as { name?: string; value?: unknown } | undefined;
    if (property.type === 'Property' && (name?.name ?? String(name?.value)) === String(key))
      return { start: property.start, value: property.value as Node };
  }
  return undefined;
}

/** The value inside `defineTalk(…)` or `… satisfies TalkSource`, or the one a constant's name stands for. */
function unwrap(node: Node, statements: readonly Node[]): Node {
  if (/^TS(Satisfies|As|NonNull)Expression$|^ParenthesizedExpression$/.test(node.type))
    return unwrap(node.expression as Node, statements);
  if (node.type === 'CallExpression') {
    const first = (node.arguments as Node[])[0];
    return first ? unwrap(first, statements) : node;
  }
  if (node.type !== 'Identifier') return node;
  for (const statement of statements) {
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations as unknown as { id: { name?: string }; init?: Node }[])
      if (id.name === node.name && init && init.type !== 'Identifier') return unwrap(init, statements);
  }
  return node;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
