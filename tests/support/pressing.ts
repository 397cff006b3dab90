// Presses Next at a steady pace to the last slide, and counts which presses were answered and what was claimed.
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { isLast, next, place } from './browser.ts';

/** A press, the milliseconds until something visible changed, and what did; `after` is null when nothing did. */
export type Answer = { at: string; after: number | null; what: string };

/** A step as the rail shows it to the audience, with the command that is written there. */
export type Claim = { step: string; mark: string; command: string };

type Watch = {
  changes: { t: number; what: string }[];
  /** `typing`: a step was typed then, so that the press may only have completed it. */
  presses: { t: number; typing: boolean }[];
};

/** Longest time until a press must be answered, in ms; a busy machine draws late. */
const ANSWER_MS = 1000;
/** Changes within this time of each other, in ms, are one. */
const TOGETHER_MS = 30;

/** Notes every visible change of slide, fragment, step, hint and pane from now on. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Watch = { changes: [], presses: [] };
    Object.assign(window, { seen });
    const note = (what: string) => seen.changes.push({ t: performance.now(), what });
    const { deck } = window as unknown as { deck: { on(event: string, listener: () => void): void } };
    deck.on('slidechanged', () => note('slide'));
    deck.on('fragmentshown', () => note('fragment'));
    const filter = { attributes: true, subtree: true, childList: true, characterData: true };
    new MutationObserver(() => note('hint')).observe(document.querySelector('.deck-hint')!, filter);
    const rail = { subtree: true, attributeFilter: ['data-rail', 'data-mark', 'data-busy'] };
    for (const steps of document.querySelectorAll('deck-steps'))
      new MutationObserver(() => note('step')).observe(steps, rail);
    new MutationObserver((records) => {
      const inside = (node: Node) => node.parentElement?.closest('.xterm-rows, .cm-content');
      if (records.some(({ target }) => inside(target))) note('text');
    }).observe(document.querySelector('.reveal')!, { subtree: true, childList: true, characterData: true });
    for (const pane of document.querySelectorAll('deck-terminal, deck-editor'))
      new MutationObserver(() => note('pane')).observe(pane, { attributeFilter: ['state'] });
  });
}

/**
 * Presses Next every `everyMs` until the last slide has nothing more to show.
 * @returns an answer for each press.
 */
export async function pressToTheEnd(page: Page, everyMs: number, most = 400): Promise<Answer[]> {
  await watch(page);
  const places: string[] = [];
  const from = performance.now();
  while (!(await isLast(page))) {
    if (places.length >= most) throw new Error(`not at the end after ${most} presses: ${places.at(-1)}`);
    await pause(Math.max(0, from + places.length * everyMs - performance.now()));
    const { h, v, f } = await place(page);
    places.push(`slide ${h}.${v}, fragment ${f}`);
    await page.evaluate(() => {
      const typing = document.querySelector('section.present [data-busy]') !== null;
      (window as unknown as { seen: Watch }).seen.presses.push({ t: performance.now(), typing });
    });
    await next(page);
  }
  await pause(ANSWER_MS);
  const { changes, presses } = await page.evaluate(() => (window as unknown as { seen: Watch }).seen);
  return answersTo({ changes, presses }, places);
}

/** Gives each press the first change after it that no earlier press was given; what comes together is one change. */
function answersTo({ changes, presses }: Watch, places: readonly string[]): Answer[] {
  const answered = (what: string, typing: boolean) => typing || what !== 'text';
  let from = 0;
  return presses.map(({ t, typing }, i) => {
    const change = changes.find(
      (change) => change.t >= Math.max(t, from) && change.t < t + ANSWER_MS && answered(change.what, typing),
    );
    if (change) from = change.t + TOGETHER_MS;
    return { at: places[i]!, after: change ? change.t - t : null, what: change?.what ?? 'nothing' };
  });
}

/** What the rails of the whole deck claim now. */
export function claims(page: Page): Promise<Claim[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.deck-step')].map((step) => ({
      step: `${step.dataset.demo}.${step.dataset.step}`,
      mark: step.dataset.mark ?? '',
      command: step.querySelector('.deck-step-command')?.textContent ?? '',
    })),
  );
}
