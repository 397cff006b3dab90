// What happens when a hand presses a key in a deck's terminal, in the words of docs/keys.md.
import { setTimeout as pause } from 'node:timers/promises';
import type { DeckWindow, Seen } from './deck-window.ts';

/** How long what was expected may take to happen, in ms. */
const WITHIN_MS = 3000;

/** What the shell has shown since it was ready to show bytes. */
const bytes = ({ text }: Seen) => text.replace(/\n\s*/g, '').split('ready ')[1] ?? '';

/** Presses a key while the shell shows its bytes, and returns what happened, as soon as that is what was expected. */
export async function outcomeOf(window: DeckWindow, key: string, expected: string): Promise<string> {
  await window.press('numbersign');
  await window.sees(({ text }) => text.trim() === 'ready', 'the shell does not clear');
  const before = await window.seen();
  await window.press(key);
  for (const end = Date.now() + WITHIN_MS, taken = { by: false }; ; ) {
    await pause(100);
    const outcome = await lookAt(window, before, taken);
    if (outcome === expected || Date.now() > end) return outcome;
  }
}

/** @param taken whether the deck has taken the key; kept from look to look. */
async function lookAt(window: DeckWindow, before: Seen, taken: { by: boolean }): Promise<string> {
  if (await window.window.answer(false)) return 'asks before it closes';
  if (await window.isBehind()) return 'another window';
  if ((await window.window.tabs()).length > 1) return 'another tab';
  const now = await window.seen();
  taken.by ||= now.gotten.some(({ defaultPrevented }) => defaultPrevented);
  const got = bytes(now);
  if (now.loaded !== before.loaded) return 'reloads';
  if (now.ratio !== before.ratio) return 'zooms';
  if (got) return `\`${got}\``;
  const taller = now.height - before.height;
  if (Math.abs(taller) > 60) return taller > 0 ? 'full screen' : 'leaves full screen';
  if (taller !== 0 || !now.focused) return 'a bar, menu or dialog of the browser';
  if (!now.typing) return now.slide === before.slide ? 'leaves the terminal' : 'next';
  return taken.by ? 'the deck’s' : 'the browser’s';
}

/** Puts the window back: no question, no other tab, the keyboard in the terminal. */
export async function putBack(window: DeckWindow, full: boolean): Promise<void> {
  for (let tries = 0; tries < 4 && (await window.isBehind()); tries++) {
    await window.press('alt+F4'); // The window manager's.
    await pause(300);
  }
  await window.window.closeOthers();
  for (let tries = 0; tries < 4 && !(await window.seen()).focused; tries++) {
    await window.press('Escape');
    await pause(150);
  }
  const { typing, slide, covers } = await window.seen();
  if (slide !== 1) await window.goto('shell');
  if (!typing) await window.enter();
  if (covers === full) return;
  await window.press('F11');
  await window.sees((seen) => seen.covers === full, 'F11 does nothing');
}
