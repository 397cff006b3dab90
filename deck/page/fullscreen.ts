// Full screen by the page's own request, with all keys where the browser can leave them to the page.

/** Keyboard lock (WICG, Chromium): in full screen, Escape and Ctrl+W reach the page instead of the browser. */
type Keyboard = { lock(): Promise<void>; unlock(): void };

const keyboard = () => (navigator as Navigator & { keyboard?: Keyboard }).keyboard;

/** Enters or leaves full screen; needs a key press or a click. Where it is refused, the window stays as it is. */
export async function toggleFullscreen(): Promise<void> {
  if (document.fullscreenElement) {
    keyboard()?.unlock();
    return document.exitFullscreen();
  }
  try {
    await document.documentElement.requestFullscreen({ navigationUI: 'hide' });
    await keyboard()?.lock();
  } catch {
    // Refused: without the lock, Escape leaves full screen.
  }
}
