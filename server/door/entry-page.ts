// The page that a token's address answers with: the browser leaves it at once, for the deck.

/**
 * A page without script or style. The navigation that follows is this page's own, so the browser sends the new cookie
 * with it; after a redirect it would not, if the link was on another site (SameSite=Strict).
 * @param target where the deck is: a path on this host, with its query.
 */
export function entryPage(target: string): string {
  const address = target.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url=${address}">
<title>Opening the deck</title>
<p><a href="${address}">Open the deck</a></p>
`;
}
