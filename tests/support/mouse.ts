// The mouse of a page in real Chromium, which sends events without waiting, as a hand does.
import type { CDPSession, Page } from 'playwright-core';
import type { Point } from './cells.ts';

/** The bits of CDP's Input.dispatchMouseEvent. */
export const SHIFT = 8;
export const CONTROL = 2;

type Button = 'left' | 'middle' | 'right';
const BUTTONS: Record<Button, number> = { left: 1, right: 2, middle: 4 };

/**
 * Playwright's own mouse waits before each event until the page has drawn the effect of the one before. A hand doesn't,
 * and at 4K with two device pixels per pixel the waiting takes ten times as long.
 */
export class Mouse {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<Mouse> {
    return new Mouse(await page.context().newCDPSession(page));
  }

  move(to: Point, modifiers = 0): Promise<void> {
    return this.#send([{ type: 'mouseMoved', ...to, modifiers }]);
  }

  /** Presses at `from`, moves half-way and on, releases at `to`. */
  drag(from: Point, to: Point, modifiers = 0): Promise<void> {
    const half = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const left = { button: 'left' as const, modifiers };
    return this.#send([
      { type: 'mouseMoved', ...from, modifiers },
      { type: 'mousePressed', ...from, ...left, buttons: 1, clickCount: 1 },
      { type: 'mouseMoved', ...half, ...left, buttons: 1 },
      { type: 'mouseMoved', ...to, ...left, buttons: 1 },
      { type: 'mouseReleased', ...to, ...left, buttons: 0, clickCount: 1 },
    ]);
  }

  /** @param count 2 for a double click. */
  click(at: Point, { count = 1, modifiers = 0, button = 'left' as Button } = {}): Promise<void> {
    const clicks = Array.from({ length: count }, (_, i) => {
      const click = { ...at, button, modifiers, clickCount: i + 1 };
      return [
        { type: 'mousePressed' as const, ...click, buttons: BUTTONS[button] },
        { type: 'mouseReleased' as const, ...click, buttons: 0 },
      ];
    });
    return this.#send([{ type: 'mouseMoved', ...at, modifiers }, ...clicks.flat()]);
  }

  /** @param deltaY CSS pixels; below 0 is up. */
  wheel(at: Point, deltaY: number): Promise<void> {
    return this.#send([{ type: 'mouseWheel', ...at, deltaX: 0, deltaY }]);
  }

  async #send(events: Parameters<CDPSession['send']>[1][] & object[]): Promise<void> {
    await Promise.all(events.map((event) => this.#session.send('Input.dispatchMouseEvent', event as never)));
  }
}
