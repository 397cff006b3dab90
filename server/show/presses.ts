// A remote's buttons: which of the speaker's pages gets a press, and how many presses there may be.
import type { PressKey } from '../../protocol/position.ts';
import { Rate } from '../system/rate.ts';

/** The same button again within this time, in ms, is a bounce; a person needs 150 for two presses. */
const BOUNCE_MS = 120;

/** The limit for all remotes together. People are slower; it also holds for somebody with a stolen token. */
const PRESSES = { perSecond: 4, burst: 6 };

/** Sends a press to a page; returns false when the page is closing. */
export type PressTaker = (key: PressKey) => boolean;

export type Pressed = { ok: true } | { ok: false; why: string };

const NO_DECK: Pressed = { ok: false, why: 'no deck is open' };

export class Presses {
  /** The page used last is last. */
  private takers: PressTaker[] = [];
  private readonly rate: Rate;
  private last: { key: PressKey; at: number } | undefined;

  /** @param now milliseconds of a steady clock. */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.rate = new Rate(PRESSES.perSecond, PRESSES.burst, now);
  }

  /** One of the speaker's pages has connected. */
  join(taker: PressTaker): { dispose(): void } {
    this.used(taker);
    return {
      dispose: () => {
        this.takers = this.takers.filter((other) => other !== taker);
      },
    };
  }

  /** The speaker moved or typed in this page. */
  used(taker: PressTaker): void {
    if (this.takers.at(-1) === taker) return;
    this.takers = [...this.takers.filter((other) => other !== taker), taker];
  }

  /** Gives the press to exactly one page; drops a bounce without an error. */
  press(key: PressKey): Pressed {
    const at = this.now();
    const bounced = this.last?.key === key && at - this.last.at < BOUNCE_MS;
    if (bounced) return { ok: true };
    if (this.takers.length === 0) return NO_DECK;
    if (!this.rate.take()) return { ok: false, why: 'too many presses; wait a second' };
    if (!this.takers.toReversed().some((taker) => taker(key))) return NO_DECK;
    this.last = { key, at };
    return { ok: true };
  }
}
