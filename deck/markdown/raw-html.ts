// Reads an author's own HTML as a browser does: its elements, their attributes and lines.
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';

/** An element of raw HTML. */
export type RawElement = {
  /** Lower case. */
  tag: string;
  /** By name in lower case, such as `src` and `xlink:href`; entities are decoded. */
  attributes: ReadonlyMap<string, string>;
  /** What stands in a `<style>`; empty in others. */
  css: string;
  /** 1-based line in the file; that of an attribute is given by its name. */
  lineOf(attribute?: string): number;
};

/** The elements in HTML that begins at `line` of its file, in order; also what stands in templates. */
export function elementsIn(html: string, line: number): RawElement[] {
  const found: RawElement[] = [];
  const walk = (node: DefaultTreeAdapterMap['node']) => {
    if ('attrs' in node) found.push(element(node, line));
    const parent = 'content' in node ? node.content : node;
    if ('childNodes' in parent) for (const child of parent.childNodes) walk(child);
  };
  walk(parseFragment(html, { sourceCodeLocationInfo: true }));
  return found;
}

function element(node: DefaultTreeAdapterMap['element'], line: number): RawElement {
  const attributes = new Map(
    node.attrs.map(({ prefix, name, value }) => [prefix ? `${prefix}:${name}` : name, value]),
  );
  const text = node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  const at = node.sourceCodeLocation;
  return {
    tag: node.tagName.toLowerCase(),
    attributes,
    css: node.tagName === 'style' ? text : '',
    lineOf: (name) => line + ((name && at?.attrs?.[name]?.startLine) || at?.startLine || 1) - 1,
  };
}
