// A deck with the talk in tests/edited, whose files are on slides, and one editor of it in a real browser. Tests nothing.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { parseTalk } from '../protocol/talk.ts';
import { checkpointsOf } from '../talk/prepared.ts';
import { openDeck, type Size, startBrowser } from './browser.ts';
import { type Deck, endDecks, ROOT, startDeck } from './deck.ts';
import source from './edited/talk.ts';
import { Mouse } from './mouse.ts';
import { RoleSocket } from './tokens.ts';

const TALK = join(ROOT, 'tests/edited');
/** The workspaces of the talk's two demos; git ignores them. */
const FOLDERS = [join(ROOT, 'stage-8'), join(ROOT, 'stage-9')];
export const PATH = join(FOLDERS[0]!, 'src/main.rs');
export const EDITOR = 'section.present deck-editor';
export const SLIDE = '#/1';

const demo = parseTalk(source, 'talk.ts').demos[0]!;
const points = checkpointsOf(demo.files[0]!, demo.steps, (name) => readFileSync(join(TALK, name), 'utf8'));
/** The text after a step; null is before the first. */
export const textAfter = (step: string | null) => points.find((point) => point.step === step)!.text;
export const TEMPLATE = textAfter(null);
export const disk = () => readFileSync(PATH, 'utf8');

/** Starts the deck; files that use it run one after the other, since it has one workspace. */
export async function startEdited(...args: string[]): Promise<Deck> {
  const deck = await startDeck(['--port', '5420', '--talk', 'tests/edited', ...args]);
  await deck.line(/^live drifted$/);
  return deck;
}

export async function endEdited(): Promise<void> {
  await endDecks();
  for (const folder of FOLDERS) rmSync(folder, { recursive: true, force: true });
}

/** An empty workspace and the steps at their beginning, and then what a generator would make. */
export async function reset(deck: Deck, { generated = true } = {}): Promise<void> {
  const speaker = new RoleSocket(deck, 'speaker');
  await speaker.hears('welcome');
  speaker.send({ t: 'reset', demo: 'edited' });
  speaker.send({ t: 'at', at: { h: 1, v: 0, f: -1 } });
  await speaker.settled();
  speaker.dispose();
  if (generated) generate();
}

/** The same as a crate that cargo can check. */
export async function resetToCrate(deck: Deck): Promise<void> {
  await reset(deck, { generated: false });
  writeFileSync(
    join(FOLDERS[0]!, 'Cargo.toml'),
    '[package]\nname = "edited"\nedition = "2021"\n[workspace]\n',
  );
  generate();
}

export function generate(): void {
  mkdirSync(dirname(PATH), { recursive: true });
  writeFileSync(PATH, TEMPLATE);
}

type View = Page | Frame;
export type DeckEditor = HTMLElement & {
  text: string;
  magnify(direction: 1 | -1): void;
  view: {
    state: { selection: { main: { head: number; from: number; to: number } } };
    requestMeasure(): void;
    lineBlockAtHeight(height: number): unknown;
  };
};

export const text = (page: View) =>
  page.evaluate((s) => (document.querySelector(s) as DeckEditor | null)?.text, EDITOR);
export const word = (page: View) => page.locator(`${EDITOR} .deck-terminal-word`).textContent();
export const isLive = (page: View) => page.waitForSelector(`${EDITOR}[state="live"]`);
export const shows = (page: View, wanted: string) => expect.poll(() => text(page)).toBe(wanted);

export async function open(deck: Deck, size?: Size): Promise<Page & { faults: string[] }> {
  const page = await openDeck(await startBrowser(size), deck, SLIDE);
  await isLive(page);
  return page;
}

/** Clicks into the code before the character at an offset. */
export async function clickAt(page: Page, at: number): Promise<void> {
  const mouse = await Mouse.of(page);
  await mouse.click((await placeOf(page, at))!);
}

/**
 * Where a character is drawn, asked of the browser's own layout of the line's text: a point in its left half, or
 * undefined when it is not in sight.
 */
export function placeOf(page: Page, at: number): Promise<{ x: number; y: number; left: number } | undefined> {
  return page.evaluate(
    ([selector, at]) => {
      const editor = document.querySelector(selector as string) as DeckEditor;
      const lines = editor.text.slice(0, at as number).split('\n');
      const row = [...editor.querySelectorAll('.cm-line')][lines.length - 1];
      let left = lines.at(-1)!.length;
      const walker = document.createTreeWalker(row!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent!.length;
        if (left < length) {
          const range = document.createRange();
          range.setStart(node, left);
          range.setEnd(node, left + 1);
          const rect = range.getBoundingClientRect();
          const box = editor.querySelector('.deck-terminal-box')!.getBoundingClientRect();
          if (rect.top < box.top || rect.bottom > box.bottom) return undefined;
          return { x: rect.left + rect.width * 0.3, y: (rect.top + rect.bottom) / 2, left: rect.left };
        }
        left -= length;
      }
      return undefined;
    },
    [EDITOR, at] as const,
  );
}
