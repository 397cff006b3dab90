// Real Chromium for the tests, and what a test does in a deck: open, press Next, read a terminal. Tests nothing.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Deck } from './deck.ts';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Size = { width: number; height: number };

const open = new Set<{ context: BrowserContext; profile: string }>();

/** A browser with a fresh profile; `touch` for a phone or a tablet, `dpr` device pixels per CSS pixel. */
export async function startBrowser(
  viewport: Size = { width: 1280, height: 720 },
  { touch = false, dpr = 1 } = {},
): Promise<BrowserContext> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing; install it with: npm run setup`);
  const profile = mkdtempSync(join(tmpdir(), 'deck-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ARGS,
    viewport,
    hasTouch: touch,
    isMobile: touch,
    deviceScaleFactor: dpr,
    headless: true,
  });
  open.add({ context, profile });
  return context;
}

export async function endBrowsers(): Promise<void> {
  for (const entry of [...open]) {
    open.delete(entry);
    await entry.context.close().catch(() => {});
    rmSync(entry.profile, { recursive: true, force: true });
  }
}

/** Opens the deck's first slide; faults of the page are gathered in `faults`. */
export async function openDeck(
  context: BrowserContext,
  deck: Deck,
  path = '',
): Promise<Page & { faults: string[] }> {
  const page = Object.assign(await context.newPage(), { faults: [] as string[] });
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') page.faults.push(message.text());
  });
  await page.goto(deck.address);
  if (path) await page.goto(new URL(path, deck.address).href);
  await page.waitForFunction(() =>
    Boolean((window as unknown as { deck?: { isReady(): boolean } }).deck?.isReady()),
  );
  return page;
}

/** The text of a terminal, scrollback and screen. */
export function terminalText(page: Page, demo: string, pane: string): Promise<string> {
  return page.evaluate(
    ([demo, pane]) => {
      const all = [
        ...document.querySelectorAll(`section.present deck-terminal[demo="${demo}"][pane="${pane}"]`),
      ];
      return (all.at(-1) as unknown as { text: string } | undefined)?.text ?? '';
    },
    [demo, pane] as const,
  );
}

export async function waitForText(
  page: Page,
  demo: string,
  pane: string,
  pattern: RegExp,
  timeoutMs = 30_000,
): Promise<string> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const text = await terminalText(page, demo, pane);
    if (pattern.test(text)) return text;
    if (Date.now() > until) throw new Error(`${demo}.${pane} never showed ${pattern}; it shows:\n${text}`);
    await page.waitForTimeout(50);
  }
}

export type Place = { h: number; v: number; f: number; demo: string | null };

/** Where the deck stands, and whose terminals are on the slide. */
export function place(page: Page): Promise<Place> {
  return page.evaluate(() => {
    const { deck } = window as unknown as { deck: { getIndices(): { h: number; v: number; f?: number } } };
    const { h, v, f } = deck.getIndices();
    const demo = document.querySelector('section.present deck-steps')?.getAttribute('demo') ?? null;
    return { h, v, f: f ?? -1, demo };
  });
}

/** Goes to the first slide that has such an element. */
export async function goToSlide(page: Page, selector: string): Promise<void> {
  await page.evaluate((selector) => {
    const { deck } = window as unknown as {
      deck: {
        getSlides(): HTMLElement[];
        getIndices(slide: HTMLElement): { h: number; v: number };
        slide(h: number, v: number): void;
      };
    };
    const slide = deck.getSlides().find((slide) => slide.querySelector(selector))!;
    const { h, v } = deck.getIndices(slide);
    deck.slide(h, v);
  }, selector);
}

/** What is selected in a pane; empty for nothing. */
export function selectedIn(page: Page, pane: string): Promise<string> {
  return page.evaluate((pane) => {
    const terminal = document.querySelector(`section.present deck-terminal[pane="${pane}"]`);
    return (terminal as unknown as { selection: string }).selection;
  }, pane);
}

export function isLast(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { deck } = window as unknown as {
      deck: { isLastSlide(): boolean; availableFragments(): { next: boolean } };
    };
    return deck.isLastSlide() && !deck.availableFragments().next;
  });
}

/** A clicker's Next. */
export async function next(page: Page): Promise<void> {
  await page.keyboard.press('PageDown');
}

/** Presses Next until `done`; leaves the time a person would leave between two presses on a demo's slide. */
export async function nextUntil(
  page: Page,
  done: (place: Place) => boolean | Promise<boolean>,
  presses = 120,
): Promise<void> {
  for (let i = 0; i < presses; i++) {
    const now = await place(page);
    if (await done(now)) return;
    await next(page);
    await page.waitForTimeout(now.demo ? 300 : 60);
  }
  throw new Error(`not there after ${presses} presses of Next: ${JSON.stringify(await place(page))}`);
}

/** Presses Next until the step (`demo.step`) has begun, over however many slides; `watchSteps` has to watch. */
export function nextStep(page: Page, step: string): Promise<void> {
  const hasBegun = () =>
    page.evaluate((step) => {
      const { stepStates } = window as unknown as { stepStates: Record<string, string> };
      return !['waiting', undefined].includes(stepStates[step]);
    }, step);
  return nextUntil(page, hasBegun, 40);
}

/** The state of a step as the page knows it; recorded from the events the deck fires. */
export async function watchSteps(
  page: Page,
): Promise<(step: string, ...states: string[]) => Promise<string>> {
  const watch = () => {
    const states: Record<string, string> = {};
    Object.assign(window, { stepStates: states });
    window.addEventListener('deck:step', (event) => {
      const { demo, step, state } = (event as CustomEvent<{ demo: string; step: string; state: string }>)
        .detail;
      states[`${demo}.${step}`] = state;
    });
  };
  await page.evaluate(watch);
  await page.addInitScript(watch); // Behind a reload, too.
  return async (step, ...states) => {
    const handle = await page.waitForFunction(
      ([step, states]) => {
        const state = (window as unknown as { stepStates: Record<string, string> }).stepStates[
          step as string
        ];
        return state !== undefined && (states as string[]).includes(state) ? state : null;
      },
      [step, states] as const,
      { timeout: 60_000 },
    );
    return (await handle.jsonValue()) as string;
  };
}
