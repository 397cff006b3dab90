// How a page knows that our server gave it: an attribute on <html>, put in on the way out. Not in the built files.
// A request would leave a 404 in the console of a static site, and browsers read Server-Timing over https only.

/** Stands on `<html>` of every page that our server gives, in dev too. */
export const SERVED_ATTRIBUTE = 'data-served';

/**
 * The page with the mark in its first tag.
 * @throws Error when the page has no `<html>` tag to carry it.
 */
export function markServed(html: string): string {
  const tag = /<html(?=[\s>])/i;
  if (!tag.test(html)) throw new Error('the page has no <html> tag that could say it is served; write one');
  return html.replace(tag, `$& ${SERVED_ATTRIBUTE}`);
}
