// When a screen is worth sending while output floods: one clock per session, for all pages that are behind.
import { Listeners } from '../../protocol/listeners.ts';

/** Output that has paused this long, in ms, is a screen worth seeing: a prompt, the end of a listing. */
const PAUSE_MS = 4;

/** A screen while output goes on without a pause, in ms: 25 a second look like motion. */
const FRAME_MS = 40;

/** The same while keys are typed in another pane, whose page is busy with them; and for how long after a key. */
const GENTLE = { frameMs: 120, forMs: 400 };

/** After so long without output, in ms, a flood is over. A program that only lost its core is back sooner. */
export const REST_MS = 50;

/** Length of the stretches in which a flood is measured, in ms. */
export const STRETCH_MS = 50;

/**
 * `frame`: send the screen. `rest`: the output has stopped. `stretch`: so many bytes came in the last
 * {@link STRETCH_MS}.
 */
export type Tick = { kind: 'frame' } | { kind: 'rest' } | { kind: 'stretch'; bytes: number };

export class FrameClock {
  private readonly listeners = new Listeners<[tick: Tick]>();
  private pause: NodeJS.Timeout | undefined;
  private rest: NodeJS.Timeout | undefined;
  private stretch: NodeJS.Timeout | undefined;
  private last = 0;
  private framed = 0;
  private stillUntil = 0;
  private gentleUntil = 0;
  private bytes = 0;

  /** @param now milliseconds of a steady clock. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The clock runs only with listeners. */
  on(listener: (tick: Tick) => void): { dispose(): void } {
    const off = this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return {
      dispose: () => {
        off();
        if (this.listeners.size === 0) this.stop();
      },
    };
  }

  /** To be called when output has come and is on the session's screen. */
  output(bytes: number): void {
    if (this.listeners.size === 0) return;
    this.bytes += bytes;
    this.last = this.now();
    this.awaitPause();
  }

  /** Keys are typed elsewhere: output is not read for so many ms, which doesn't count as a pause; fewer screens. */
  giveWay(ms: number): void {
    const now = this.now();
    this.stillUntil = this.last = now + ms;
    this.gentleUntil = now + GENTLE.forMs;
    if (this.listeners.size > 0) this.awaitPause();
  }

  dispose(): void {
    this.listeners.clear();
    this.stop();
  }

  private start(): void {
    this.bytes = 0;
    this.last = this.framed = this.now();
    this.pause = setTimeout(() => this.look(), PAUSE_MS);
    this.stretch = setInterval(() => {
      const { bytes } = this;
      this.bytes = 0;
      this.listeners.call({ kind: 'stretch', bytes });
    }, STRETCH_MS);
  }

  private stop(): void {
    for (const timer of [this.pause, this.rest, this.stretch]) clearTimeout(timer);
    this.pause = this.rest = this.stretch = undefined;
  }

  /** Cancels the rest and waits for the next pause. */
  private awaitPause(): void {
    clearTimeout(this.rest);
    this.rest = undefined;
    this.pause ??= setTimeout(() => this.look(), PAUSE_MS);
  }

  private look(): void {
    this.pause = undefined;
    const now = this.now();
    if (now < this.stillUntil) {
      this.pause = setTimeout(() => this.look(), this.stillUntil - now);
      return;
    }
    const paused = now - this.last >= PAUSE_MS;
    const frameMs = now < this.gentleUntil ? GENTLE.frameMs : FRAME_MS;
    if (paused || now - this.framed >= frameMs) {
      this.framed = now;
      this.listeners.call({ kind: 'frame' });
    }
    if (this.listeners.size === 0) return;
    if (paused) this.rest = setTimeout(() => this.listeners.call({ kind: 'rest' }), REST_MS - PAUSE_MS);
    else this.pause ??= setTimeout(() => this.look(), PAUSE_MS);
  }
}
