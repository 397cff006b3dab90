// One terminal in a contestant's page: a measurement types keys and gets the probe's times.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { GRID, SCROLLBACK_ROWS } from './conditions.ts';
import type { Bench, Finish, Grid } from './page-probe.ts';
import { within } from './within.ts';

declare global {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to another.
  interface Window {
    bench: Bench;
  }
}

/** How long a page may take to show a prompt, and a short command to end, in ms. */
const OPEN_MS = 60_000;
const COMMAND_MS = 20_000;
const POLL_MS = 10;
const LOOK_MS = 5_000;

export class Pane {
  private cdp: CDPSession | undefined;

  constructor(
    readonly page: Page,
    readonly name: string,
  ) {}

  grid(): Promise<Grid> {
    return this.page.evaluate((name) => window.bench.pane(name).grid(), this.name);
  }

  focus(): Promise<void> {
    return this.page.evaluate((name) => window.bench.pane(name).focus(), this.name);
  }

  prompt(ms = COMMAND_MS): Promise<unknown> {
    return within(
      ms,
      'a prompt',
      this.page.evaluate((name) => window.bench.pane(name).prompt(), this.name),
    );
  }

  /** Waits for a row near the cursor that begins with `text`. */
  row(text: string, ms = COMMAND_MS): Promise<unknown> {
    const shown = this.page.evaluate(
      ([name, text]) => window.bench.pane(name!).row(text!),
      [this.name, text],
    );
    return within(ms, `a row "${text}"`, shown);
  }

  /** Types into the focused terminal with real key events. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async enter(): Promise<void> {
    await this.page.keyboard.press('Enter');
  }

  /** Runs a command followed by a marker. @returns the page's clock at Enter, and at the marker. */
  async time(command: string, marker: Marker, ms: number): Promise<Finish> {
    await this.type(`${command}${marker.command}`);
    await this.page.evaluate(
      ([name, text]) => window.bench.pane(name!).armMarker(text!),
      [this.name, marker.text],
    );
    await this.enter();
    return await this.explained(within(ms, `the end of ${command}`, this.finish()));
  }

  /** Sends one key without waiting for the page, like a keyboard. */
  async key(char: string): Promise<void> {
    this.cdp ??= await this.page.context().newCDPSession(this.page);
    const key = {
      key: char,
      code: `Key${char.toUpperCase()}`,
      windowsVirtualKeyCode: char.toUpperCase().charCodeAt(0),
    };
    const down = this.cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', text: char, ...key });
    const up = this.cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    // They resolve when the page has taken the events; a page that is closed meanwhile never does.
    Promise.all([down, up]).catch(() => {});
  }

  /** Presses Ctrl-C. @returns milliseconds until the prompt is in the buffer. */
  async interrupt(ms: number): Promise<number> {
    await this.page.evaluate((name) => window.bench.pane(name).armInterrupt(), this.name);
    await this.page.keyboard.press('Control+c');
    const { key, parsed } = await this.explained(within(ms, 'the prompt after Ctrl-C', this.finish()));
    return parsed - key;
  }

  /** Adds what the terminal shows to the message of a failure. */
  private async explained<T>(promise: Promise<T>): Promise<T> {
    try {
      return await promise;
    } catch (error) {
      const last = this.page.evaluate((name) => window.bench.pane(name).lastRows(), this.name);
      const shown = await within(LOOK_MS, 'a look at the page', last).then(
        (rows) => `the terminal shows ${JSON.stringify(rows)}`,
        () => 'the page does not answer',
      );
      throw new Error(`${(error as Error).message}; ${shown}`);
    }
  }

  private finish(): Promise<Finish> {
    return this.page.evaluate((name) => window.bench.pane(name).finish(), this.name);
  }
}

export type Marker = { command: string; text: string };

let markers = 0;

/** A marker to print after a command; the command line itself doesn't show it at the start of a row. */
export function newMarker(): Marker {
  const word = String(100 + (markers++ % 900));
  return { command: `;printf 'END-%s\\n' ${word}`, text: `END-${word}` };
}

/** Waits for a page's terminal, with or without a shell, and gives it the grid. */
export async function openPage(page: Page, name: string, expression: string): Promise<Pane> {
  await within(
    OPEN_MS,
    `a terminal in the page (${expression})`,
    (async () => {
      // By the debugger, since a page's content security policy may forbid eval.
      while (!(await page.evaluate(`Boolean(${expression})`))) await sleep(POLL_MS);
    })(),
  );
  await page.evaluate(`window.bench.attach(${JSON.stringify(name)}, ${expression})`);
  await page.evaluate(([name, grid]) => window.bench.pane(name).resize(grid.cols, grid.rows), [
    name,
    GRID,
  ] as const);
  return new Pane(page, name);
}

/**
 * Waits for a page's terminal, gives it the grid, and checks that xterm and the shell have it.
 * @throws Error with what differs from the conditions of a fair measurement.
 */
export async function openPane(page: Page, name: string, expression: string): Promise<Pane> {
  const pane = await openPage(page, name, expression);
  await pane.prompt(OPEN_MS);
  await pane.focus();
  const size = `${GRID.rows} ${GRID.cols}`;
  await pane.type('clear; stty size');
  await pane.enter();
  await pane.row(size);
  await pane.prompt();
  const { cols, rows, scrollback, renderer } = await pane.grid();
  const found = `${cols}×${rows}, ${scrollback} rows of scrollback, renderer ${renderer}`;
  const wanted = `${GRID.cols}×${GRID.rows}, ${SCROLLBACK_ROWS} rows of scrollback, renderer dom`;
  if (found !== wanted) throw new Error(`the terminal has ${found}, not ${wanted}`);
  return pane;
}
