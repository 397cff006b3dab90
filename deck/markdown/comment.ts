// Reads the attributes in reveal.js's comments `<!-- .slide: … -->` and `<!-- .element: … -->`.
import type { Report } from './fault.ts';
import type { Attributes } from './html.ts';

/** A comment in a slide. `plain` is the author's remark and never reaches a browser. */
export type Comment =
  | { kind: 'slide'; attributes: Attributes }
  | { kind: 'element'; attributes: Attributes }
  | { kind: 'plain' };

/** Matches a whole comment; the group is the text inside. */
export const COMMENT = /<!--([\s\S]*?)-->/g;

const ALLOWED = /^(class|id|data-[a-z][a-z0-9-]*|aria-[a-z]+)$/;
/** The deck sets these itself. */
const RESERVED = new Set(['data-source']);

/** Reads the text inside a comment. Reports attributes that it can't read or doesn't allow. */
export function readComment(inside: string, line: number, report: Report): Comment {
  const head = /^\s*\.(\w+)(:?)/.exec(inside);
  if (!head) return { kind: 'plain' };
  const kind = head[1]!;
  if ((kind !== 'slide' && kind !== 'element') || head[2] !== ':') {
    report(line, `unknown comment ".${kind}${head[2]}"`, 'use ".slide:" or ".element:", or no leading dot');
    return { kind: 'plain' };
  }
  return { kind, attributes: readAttributes(inside.slice(head[0].length), line, report) };
}

function readAttributes(text: string, line: number, report: Report): Attributes {
  const attributes: Attributes = new Map();
  let rest = text.trim();
  while (rest !== '') {
    const match = /^([^\s="]+)(?:="([^"]*)")?(\s+|$)/.exec(rest);
    if (!match) {
      report(line, `cannot read attributes at ${rest}`, 'write name="value", separated by spaces');
      break;
    }
    const name = match[1]!;
    if (RESERVED.has(name)) report(line, `attribute ${name} is set by the deck`, 'leave it out');
    else if (!ALLOWED.test(name)) report(line, `attribute "${name}" is not allowed`, oneOfAttributes);
    else if (attributes.has(name)) report(line, `attribute ${name} is given twice`, 'keep one of them');
    else attributes.set(name, match[2] ?? '');
    rest = rest.slice(match[0].length);
  }
  return attributes;
}

const oneOfAttributes = 'use class, id, aria-* or data-* in lower case';
