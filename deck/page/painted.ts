// Waits until a page's first slide is drawn, so that whatever it doesn't need is loaded only then.

/** A window in the background is never drawn, so stop waiting after this many milliseconds. */
const UNSEEN_MS = 1500;

/** Settles once the fonts in use are loaded and a frame with them has been drawn. */
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

/** Resolves just after the next frame: its callback runs before the frame is drawn, the timer's task after. */
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
