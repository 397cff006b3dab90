// The probe in a contestant's page (`window.bench`): it times keys and watches an xterm.
import type { Terminal } from '@xterm/xterm';
import { PROMPT } from './conditions.ts';
import { beforeCursor, findRow, readRow } from './rows.ts';

/** How many rows above the cursor are searched for a marker: the marker, the prompt, and one to spare. */
const MARKER_BACK_ROWS = 3;

export type Grid = { cols: number; rows: number; scrollback: number; renderer: 'dom' | 'other' };

/** Milliseconds on the page's clock (performance.now and event time stamps share it). */
export type Finish = { key: number; parsed: number; painted: number };

export type EchoLine = {
  /** Milliseconds from each key to its character in the page's buffer, in the order of the keys. */
  latencies: number[];
  keys: number;
  text: string;
};

class PaneProbe {
  private armed: Promise<Finish> | undefined;
  private echo: { from: number; latencies: number[]; stop(): void } | undefined;

  constructor(private readonly terminal: Terminal) {}

  grid(): Grid {
    const { cols, rows, options, element } = this.terminal;
    const drawn = element?.querySelectorAll('.xterm-rows > div').length;
    const canvas = element?.querySelector('.xterm-screen canvas');
    const renderer = drawn === rows && !canvas ? 'dom' : 'other';
    return { cols, rows, scrollback: options.scrollback ?? 0, renderer };
  }

  resize(cols: number, rows: number): void {
    this.terminal.resize(cols, rows);
  }

  focus(): void {
    this.terminal.focus();
  }

  atPrompt(): boolean {
    return beforeCursor(this.terminal.buffer.active) === PROMPT;
  }

  /** Resolves when the shell's prompt is the last thing in the buffer. */
  prompt(): Promise<number> {
    return this.until(() => this.atPrompt());
  }

  /** Resolves when a row near the cursor begins with `text`. */
  row(text: string): Promise<number> {
    return this.until(() => this.shows(text));
  }

  /** The rows at the cursor and just above it, for a message. */
  lastRows(): string[] {
    const buffer = this.terminal.buffer.active;
    const bottom = buffer.baseY + buffer.cursorY;
    const rows = [bottom - 2, bottom - 1, bottom].map(
      (y) => buffer.getLine(y)?.translateToString(true) ?? '',
    );
    return rows.map((row) => row.slice(0, 40));
  }

  /** The newest row near the cursor that begins with `text`; empty for none. */
  newest(text: string): string {
    const buffer = this.terminal.buffer.active;
    return buffer.getLine(findRow(buffer, text, MARKER_BACK_ROWS))?.translateToString(true) ?? '';
  }

  /** Waits for Enter, then for a marker in the buffer, then for it in the painted rows; `finish` gives the times. */
  armMarker(text: string): void {
    this.armed = this.marker(text);
  }

  /** Waits for Ctrl-C, then for the prompt; `finish` gives both times, the prompt's as `parsed`. */
  armInterrupt(): void {
    if (this.atPrompt()) throw new Error('there is nothing to interrupt: the terminal shows a prompt');
    this.armed = this.interrupted();
  }

  /** The times of what was armed. A call of its own, since the wait must begin before the key is pressed. */
  finish(): Promise<Finish> {
    return this.armed!;
  }

  private async marker(text: string): Promise<Finish> {
    const key = await nextKey((event) => event.key === 'Enter');
    const parsed = await this.until(() => this.shows(text));
    for (;;) {
      const painted = await frame();
      if (this.terminal.element?.querySelector('.xterm-rows')?.textContent?.includes(text)) {
        return { key, parsed, painted };
      }
    }
  }

  private async interrupted(): Promise<Finish> {
    const key = await nextKey((event) => event.key === 'c' && event.ctrlKey);
    const parsed = await this.until(() => this.atPrompt());
    return { key, parsed, painted: await frame() };
  }

  /** Starts to time keys typed after the prompt; `endEcho` ends it. */
  startEcho(): void {
    const from = keys.length;
    const latencies: number[] = [];
    const listener = this.terminal.onWriteParsed(() => {
      const now = performance.now();
      const typed = keys.slice(from);
      const row = beforeCursor(this.terminal.buffer.active).slice(PROMPT.length);
      while (
        latencies.length < typed.length &&
        row.startsWith(textOf(typed.slice(0, latencies.length + 1)))
      ) {
        latencies.push(now - typed[latencies.length]!.at);
      }
    });
    this.echo = { from, latencies, stop: () => listener.dispose() };
  }

  /** @param patienceMs how long the last keys may take; later ones are missing in `latencies`. */
  async endEcho(patienceMs: number): Promise<EchoLine> {
    const { from, latencies, stop } = this.echo!;
    const typed = keys.slice(from);
    const until = performance.now() + patienceMs;
    while (latencies.length < typed.length && performance.now() < until) await frame();
    stop();
    return {
      latencies,
      keys: typed.length,
      text: beforeCursor(this.terminal.buffer.active).slice(PROMPT.length),
    };
  }

  /** The `count` rows above the one that begins with `marker`, cell by cell; fewer when there are fewer. */
  rowsAbove(marker: string, count: number): string[] {
    const buffer = this.terminal.buffer.active;
    const end = findRow(buffer, marker, MARKER_BACK_ROWS);
    const rows: string[] = [];
    for (let y = Math.max(0, end - count); y < end; y++) rows.push(readRow(buffer, y, this.terminal.cols));
    return rows;
  }

  /**
   * Writes bytes from memory, some chunks ahead of the parser so that it never waits, until `marker` is in the buffer.
   * @returns milliseconds.
   */
  async writeFromMemory(address: string, chunkBytes: number, ahead: number, marker: string): Promise<number> {
    const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
    const done = this.until(() => this.shows(marker));
    const began = performance.now();
    let at = 0;
    const next = () => {
      if (at >= bytes.length) return;
      const chunk = bytes.subarray(at, at + chunkBytes);
      at += chunk.length;
      this.terminal.write(chunk, next);
    };
    for (let i = 0; i < ahead; i++) next();
    return (await done) - began;
  }

  private shows(text: string): boolean {
    return findRow(this.terminal.buffer.active, text, MARKER_BACK_ROWS) >= 0;
  }

  /** The time at which `done` is first true: now, or after a batch of parsed output. */
  private until(done: () => boolean): Promise<number> {
    if (done()) return Promise.resolve(performance.now());
    return new Promise((resolve) => {
      const listener = this.terminal.onWriteParsed(() => {
        if (!done()) return;
        const now = performance.now();
        listener.dispose();
        resolve(now);
      });
    });
  }
}

type Key = { key: string; at: number };

const keys: Key[] = [];
const waiting = new Set<(event: KeyboardEvent) => void>();
const panes = new Map<string, PaneProbe>();

// The browser sets the time stamp when it takes the key, so waiting for a busy page counts.
window.addEventListener(
  'keydown',
  (event) => {
    if (event.key.length === 1 && !event.ctrlKey) keys.push({ key: event.key, at: event.timeStamp });
    for (const listener of [...waiting]) listener(event);
  },
  true,
);

function nextKey(wanted: (event: KeyboardEvent) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const listener = (event: KeyboardEvent) => {
      if (!wanted(event)) return;
      waiting.delete(listener);
      resolve(event.timeStamp);
    };
    waiting.add(listener);
  });
}

const textOf = (typed: readonly Key[]) => typed.map(({ key }) => key).join('');
const frame = () => new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())));

/** When a prompt was first painted, in milliseconds of the machine's clock (Date.now), so that servers compare. */
const firstPrompt = new Promise<number>((resolve) => {
  const look = () => {
    for (const row of document.querySelectorAll('.xterm-rows > div')) {
      if (row.textContent?.trim() === PROMPT.trim()) return resolve(Date.now());
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});

const bench = {
  attach(name: string, terminal: Terminal): void {
    panes.set(name, new PaneProbe(terminal));
  },
  pane(name: string): PaneProbe {
    const pane = panes.get(name);
    if (!pane) throw new Error(`no pane is called ${name}`);
    return pane;
  },
  firstPrompt: () => firstPrompt,
};

export type Bench = typeof bench;

Object.assign(window, { bench });
