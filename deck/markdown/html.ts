// Writes text and attributes as HTML, and adds attributes to the first tag of HTML that we made.

/** Attribute names and values, in the author's order. */
export type Attributes = Map<string, string>;

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}

/** ` name="value" …` with a leading space, or nothing. */
export function formatAttributes(attributes: Iterable<[string, string]>): string {
  let out = '';
  for (const [name, value] of attributes) out += ` ${name}="${escapeAttribute(value)}"`;
  return out;
}

/** Adds attributes to the first tag of `html`. Classes are added; any other attribute replaces the old value. */
export function addAttributes(html: string, attributes: Attributes): string {
  const open = /^\s*<[a-z][\w-]*/i.exec(html);
  if (!open || attributes.size === 0) return html;
  const end = html.indexOf('>', open[0].length);
  let present = html.slice(open[0].length, end);
  for (const [name, value] of attributes) {
    const existing = new RegExp(` ${name}="([^"]*)"`).exec(present);
    if (!existing) present += formatAttributes([[name, value]]);
    else {
      const both = name === 'class' ? `${existing[1]} ${escapeAttribute(value)}` : escapeAttribute(value);
      present = present.replace(existing[0], ` ${name}="${both}"`);
    }
  }
  return open[0] + present + html.slice(end);
}
