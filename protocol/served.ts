// How a page knows that it comes from our server: an attribute on <html>, added as the page is sent.
// A request would leave a 404 in the console of a static site, and browsers read Server-Timing over https only.

/** Is on `<html>` of every page from our server, in dev too. */
export const SERVED_ATTRIBUTE = 'data-served';

/**
 * The page with the attribute in its first tag.
 * @throws Error when the page has no `<html>` tag.
 */
export function markServed(html: string): string {
  const tag = /<html(?=[\s>])/i;
  if (!tag.test(html)) throw new Error('the page has no <html> tag; write one');
  return html.replace(tag, `$& ${SERVED_ATTRIBUTE}`);
}
