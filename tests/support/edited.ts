// Starts a deck with the talk in tests/support/edited, which has files on slides, and sets up their
// workspace. Pages are opened by edited-page.ts in a browser, and by file-page.ts without one.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Demo } from '../../protocol/demo.ts';
import { parseTalk } from '../../protocol/talk.ts';
import { checkpointsOf } from '../../talk/prepared.ts';
import { type Deck, endDecks, ROOT, startDeck } from './deck.ts';
import source from './edited/talk.ts';
import { RoleSocket } from './tokens.ts';

const TALK = join(ROOT, 'tests/support/edited');
const [demo, drifted] = parseTalk(source, 'talk.ts').demos as [Demo, Demo];
/** The workspaces of the demo with the files and of the demo whose edits don't fit; git ignores them. */
export const WORKSPACE = join(ROOT, demo.workspace!);
export const DRIFTED = join(ROOT, drifted.workspace!);
export const PATH = join(WORKSPACE, 'src/main.rs');

const points = checkpointsOf(demo.files[0]!, demo.steps, (name) => readFileSync(join(TALK, name), 'utf8'));
/** The text after a step; null: before the first. */
export const textAfter = (step: string | null) => points.find((point) => point.step === step)!.text;
export const TEMPLATE = textAfter(null);
export const disk = () => readFileSync(PATH, 'utf8');

/** Starts the deck. */
export async function startEdited(...args: string[]): Promise<Deck> {
  const deck = await startDeck(['--port', '5420', '--talk', 'tests/support/edited', ...args]);
  await deck.line(/^live drifted$/);
  return deck;
}

export async function endEdited(): Promise<void> {
  await endDecks();
  for (const folder of [WORKSPACE, DRIFTED]) rmSync(folder, { recursive: true, force: true });
}

/** Resets the demos, then writes the files that a generator would make. */
export async function reset(deck: Deck, { generated = true } = {}): Promise<void> {
  const speaker = new RoleSocket(deck, 'speaker');
  await speaker.receives('welcome');
  for (const demo of ['edited', 'drifted']) speaker.send({ t: 'reset', demo });
  speaker.send({ t: 'at', at: { h: 1, v: 0, f: -1 } });
  await speaker.settled();
  speaker.dispose();
  expect(speaker.messages.filter(({ t }) => t === 'error')).toEqual([]);
  if (generated) generate();
}

/** The same, as a crate that cargo can check. */
export async function resetToCrate(deck: Deck): Promise<void> {
  await reset(deck, { generated: false });
  writeFileSync(join(WORKSPACE, 'Cargo.toml'), '[package]\nname = "edited"\nedition = "2021"\n[workspace]\n');
  generate();
}

export function generate(): void {
  mkdirSync(dirname(PATH), { recursive: true });
  writeFileSync(PATH, TEMPLATE);
}
