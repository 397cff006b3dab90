// Real Chromium for the tests, and what tests do in a deck: open it, press Next, read a terminal.
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { launchChromium } from '../../server/system/chromium.ts';
import { ALL } from './breadth.ts';
import type { Deck } from './deck.ts';
import { until } from './until.ts';

export type Size = { width: number; height: number };

/**
 * `touch`: a phone or a tablet. `dpr`: device pixels per CSS pixel. `motion`: animations run, as for most people.
 * `whole`: Chromium as people have it, also where most tests take its engine alone, which draws fonts and selections
 * a little differently. `own`: a whole Chromium for this context only, which may be stopped or killed.
 */
type ContextOptions = { touch?: boolean; dpr?: number; motion?: boolean; whole?: boolean; own?: boolean };

type Kind = 'whole' | 'shell';

const shared = new Map<Kind, Promise<Browser>>();
const contexts = new Set<BrowserContext>();
const ownBrowsers = new Set<Browser>();

/** Started when first needed, and again after it was killed. */
async function sharedBrowser(kind: Kind): Promise<Browser> {
  const running = shared.get(kind);
  if (running && (await running).isConnected()) return running;
  const started = launchChromium(kind);
  shared.set(kind, started);
  return started;
}

/** An empty context in a Chromium that this process shares. With --all it is always a whole one. */
export async function startBrowser(
  viewport: Size = { width: 1280, height: 720 },
  { touch = false, dpr = 1, motion = false, whole = ALL, own = false }: ContextOptions = {},
): Promise<BrowserContext> {
  const browser = await (own ? launchChromium('whole') : sharedBrowser(whole ? 'whole' : 'shell'));
  if (own) ownBrowsers.add(browser);
  const context = await browser.newContext({
    viewport,
    hasTouch: touch,
    isMobile: touch,
    deviceScaleFactor: dpr,
    reducedMotion: motion ? 'no-preference' : 'reduce',
  });
  contexts.add(context);
  return context;
}

/** Closes every context, and browsers that belong to one context. */
export async function endBrowsers(): Promise<void> {
  await Promise.all([...contexts].map((context) => context.close().catch(() => {})));
  contexts.clear();
  await Promise.all([...ownBrowsers].map((browser) => browser.close().catch(() => {})));
  ownBrowsers.clear();
}

/** Ends the shared Chromiums, with their contexts. */
export async function endChromium(): Promise<void> {
  await endBrowsers();
  const browsers = [...shared.values()];
  shared.clear();
  for (const browser of browsers) await (await browser.catch(() => undefined))?.close();
}

/** Waits for fonts, two drawn frames, and the end of every animation that is not endless. */
export function settled(page: Page | Frame): Promise<void> {
  return page.evaluate(async () => {
    await document.fonts.ready;
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    // A cancelled animation has ended, too.
    await Promise.all(ending.map((animation) => animation.finished.catch(() => {})));
  });
}

/** Opens the deck's first slide; `faults` collects the page's errors. */
export async function openDeck(
  context: BrowserContext,
  deck: Deck,
  path = '',
): Promise<Page & { faults: string[] }> {
  const page = Object.assign(await context.newPage(), { faults: [] as string[] });
  page.on('pageerror', (error) => page.faults.push(error.stack ?? error.message));
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
  const shown = async () => {
    const text = await terminalText(page, demo, pane);
    return pattern.test(text) && text;
  };
  return until(shown, `${demo}.${pane} never showed ${pattern}`, { withinMs: timeoutMs, everyMs: 50 }).catch(
    async (error: Error) => {
      throw new Error(`${error.message}; it shows:\n${await terminalText(page, demo, pane)}`);
    },
  );
}

export type Place = { h: number; v: number; f: number; demo: string | null };

/** The deck's place, and the demo whose terminals are on the slide. */
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

/** The selected text of a pane; empty for none. */
export function selectedIn(page: Page, pane: string): Promise<string> {
  return page.evaluate((pane) => {
    const terminal = document.querySelector(`section.present deck-terminal[pane="${pane}"]`);
    return (terminal as unknown as { selection: string }).selection;
  }, pane);
}

/** The speaker's page's view of the audience's deck, once it shows a slide. */
export async function mirrorIn(speaker: Page): Promise<Frame> {
  const mirror = await until(
    () => speaker.frames().find((frame) => frame.url().includes('view=mirror')),
    'the speaker’s page has no mirror',
    { withinMs: 30_000 },
  );
  await mirror.waitForSelector('section.present');
  return mirror;
}

/** Whether the page asks before it is left, if it has been used. */
export function asksToLeave(page: Page | Frame): Promise<boolean> {
  return page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
}

export function isLast(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { deck } = window as unknown as {
      deck: { isLastSlide(): boolean; availableFragments(): { next: boolean } };
    };
    return deck.isLastSlide() && !deck.availableFragments().next;
  });
}

/** Two presses that come faster than this, in ms, are one to the deck. */
const ONE_PRESS_MS = 125;
const pressed = new WeakMap<Page, number>();

/** A clicker's Next; not sooner after the last one than a person's. */
export async function next(page: Page): Promise<void> {
  const since = performance.now() - (pressed.get(page) ?? 0);
  if (since < ONE_PRESS_MS) await pause(ONE_PRESS_MS - since);
  await page.keyboard.press('PageDown');
  pressed.set(page, performance.now());
}

/** The deck's place and the look of its steps: all that a press of Next can change. */
function progress(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { deck } = window as unknown as { deck: { getIndices(): object } };
    const rails = [...document.querySelectorAll('section.present deck-steps')].map((rail) => rail.outerHTML);
    return JSON.stringify([deck.getIndices(), rails]);
  });
}

/** Longest time until a press of Next shows, in ms; a press that the deck ignores never does. */
const PRESS_MS = 300;

/** Presses Next, and waits until its effect is seen, also in another window that follows. */
export async function nextAndSee(page: Page, seenIn = page): Promise<void> {
  const before = await progress(seenIn);
  await next(page);
  await until(async () => (await progress(seenIn)) !== before, '', { withinMs: PRESS_MS }).catch(() => {});
}

/** Presses Next until `done`, each time after the effect of the press before is seen. */
export async function nextUntil(
  page: Page,
  done: (place: Place) => boolean | Promise<boolean>,
  presses = 120,
): Promise<void> {
  for (let i = 0; i < presses; i++) {
    if (await done(await place(page))) return;
    await nextAndSee(page);
  }
  throw new Error(`not there after ${presses} presses of Next: ${JSON.stringify(await place(page))}`);
}

/** Presses Next, over any number of slides, until the step (`demo.step`) has begun; needs `watchSteps`. */
export function nextStep(page: Page, step: string): Promise<void> {
  const hasBegun = () =>
    page.evaluate((step) => {
      const { stepStates } = window as unknown as { stepStates: Record<string, string> };
      return !['waiting', undefined].includes(stepStates[step]);
    }, step);
  return nextUntil(page, hasBegun, 40);
}

/** The state of a step in the page, recorded from the deck's events. */
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
  await page.addInitScript(watch); // After a reload, too.
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
