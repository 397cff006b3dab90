// The talk of this repository: it builds without faults, and its slides show every demo, pane and step.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findTalk } from '../../talk/place.ts';
import { buildDeck } from './deck.ts';
import { formatFault } from './fault.ts';
import { readTalkFolder } from './talk-folder.ts';

const root = path.resolve(fileURLToPath(import.meta.url), '../../..');
const folder = await readTalkFolder(findTalk(root, undefined, root));
const { deck, faults } = await buildDeck(folder.source!);

test('has no faults', () => {
  expect([...folder.faults, ...faults].map(formatFault)).toEqual([]);
});

test('shows every pane and every step of every demo, in the talk’s order', () => {
  for (const demo of deck.talk.demos) {
    for (const pane of demo.panes) {
      expect(deck.html).toContain(`<deck-terminal demo="${demo.id}" pane="${pane.id}"`);
    }
    const steps = [...deck.html.matchAll(new RegExp(`data-demo="${demo.id}" data-step="([^"]+)"`, 'g'))];
    expect(steps.map((step) => step[1])).toEqual(demo.steps.map((step) => step.id));
  }
});

test('has the sections in order, and notes for every slide', () => {
  const order = deck.notes.map((note) => note.section).filter((id, i, all) => id !== all[i - 1]);
  expect(order).toEqual(deck.talk.sections.map((section) => section.id));
  expect(deck.notes.filter((note) => note.html === '').map((note) => note.title)).toEqual([]);
  expect(deck.notes.filter((note) => note.title === '')).toEqual([]);
});
