// Keeps the talk in its window: asks before it closes, and opens links and dropped files beside it.

/** A reload that the deck or the speaker wants follows this soon, in ms; it loses nothing, so nobody is asked. */
const RELOAD_MS = 3000;

let reloadedAt = Number.NEGATIVE_INFINITY;

/** Reloads this page without asking. */
export function reload(): void {
  reloadedAt = performance.now();
  location.reload();
}

/**
 * Asks before the window is closed or leaves the deck. Browsers ask only once the page has been used.
 * @param asks whether closing would lose anything now.
 */
export function askBeforeClosing(asks: () => boolean): void {
  window.addEventListener('beforeunload', (event) => {
    if (performance.now() - reloadedAt > RELOAD_MS && asks()) event.preventDefault();
  });
  window.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey } = event;
    const reloads = key === 'F5' || ((ctrlKey || metaKey) && key.toLowerCase() === 'r');
    if (reloads && !event.defaultPrevented) reloadedAt = performance.now();
  });
}

/** Links of HTML, of image maps and of drawings. */
const LINKS = ':is(a, area)[*|href]';

/** Makes links open in a tab of their own, and files dropped on the page do nothing. */
export function openLinksBeside(): void {
  const beside = (link: Element) => {
    const href = link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? '';
    if (href.startsWith('#')) return; // A place in the deck.
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener');
  };
  for (const link of document.querySelectorAll(LINKS)) beside(link);
  // Also what comes later: notes, and slides that were edited.
  document.addEventListener(
    'click',
    ({ target }) => {
      const link = target instanceof Element ? target.closest(LINKS) : null;
      if (link) beside(link);
    },
    true,
  );
  for (const kind of ['dragover', 'drop'] as const) {
    document.addEventListener(kind, (event) => {
      if (!event.defaultPrevented) event.preventDefault();
    });
  }
}
