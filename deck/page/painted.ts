// When the slide that a page opens with has been drawn; what it doesn't need is loaded from then on. Loads nothing itself.

/** A window in the background is not drawn at all; it goes on after this many milliseconds. */
const UNSEEN_MS = 1500;

/** Settles once, after the fonts in use have come and a frame with them has been drawn. */
export async function painted(): Promise<void> {
  const unseen = new Promise<void>((resolve) => setTimeout(resolve, UNSEEN_MS));
  const drawn = (async () => {
    await frame();
    await document.fonts.ready;
    await frame();
    await idle();
  })();
  await Promise.race([drawn, unseen]);
}

/** Just after the next frame: its callback runs before the frame is drawn, a task behind it runs after. */
function frame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Safari has no requestIdleCallback. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: UNSEEN_MS });
    else setTimeout(resolve);
  });
}
