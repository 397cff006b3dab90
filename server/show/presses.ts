// A remote's buttons: which of the speaker's pages gets a press, and how often there may be one. Knows no slides.
import type { PressKey } from '../../protocol/position.ts';
import { Rate } from '../system/rate.ts';

/** The same button again within this time, in ms, is one press that bounced; a person needs 150 for two. */
const BOUNCE_MS = 120;

/** Presses of all remotes together: nobody presses faster, and whoever has read a token on the air may not either. */
const PRESSES = { perSecond: 4, burst: 6 };

/** A page that carries out presses; false when it is just going and takes none any more. */
export type PressTaker = (key: PressKey) => boolean;

export type Pressed = { ok: true } | { ok: false; why: string };

const NO_DECK: Pressed = { ok: false, why: 'no deck is open' };

export class Presses {
  /** The page that was used last stands last. */
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

  /** Hands the press to exactly one page. A bounce is no fault and no press. */
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
