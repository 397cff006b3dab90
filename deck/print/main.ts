// Composition root of print.html: every slide on a page at its end, with its notes below for `?notes`. Runs no reveal.
// `?theme=dark` prints dark; paper is light. Ctrl+P in a browser and `npm run export` give the same.
import 'reveal.js/reveal.css';
import '../theme/index.css';
import '../theme/print.css';
import 'virtual:blocks';
import 'virtual:theme';
import { defineSteps } from '../blocks/steps.ts';
import { browserWorld } from '../drivers/replay.ts';
import { content } from '../page/content.ts';
import { drawEditors } from './editors.ts';
import { drawNotes } from './notes.ts';
import { layOutPages } from './pages.ts';
import { drawTerminals } from './terminals.ts';

const asked = new URLSearchParams(location.search);
const theme = asked.get('theme') === 'dark' ? 'dark' : 'light';
const root = document.documentElement;
root.dataset.theme = theme;
// What reveal.css does to paper, a page of plain text, is not for these pages; this class keeps it away.
root.classList.add('print-pdf');
root.dataset.print = asked.has('notes') ? 'notes' : 'slides';
document.title = `${content.talk.title}${asked.has('notes') ? ': notes' : ''}`;

// Everything has been shown; the rail says so.
defineSteps({ state: () => 'met', instead: () => undefined, on: () => () => {} });
const pages = layOutPages(content);
document.body.append(...pages);
drawEditors(pages);
await drawTerminals(pages, content.talk, theme, browserWorld(Promise.resolve()));
await document.fonts.ready;
if (asked.has('notes')) {
  // Only here: what prints slides alone loads nothing of the notes.
  const { content: speaker } = await import('../speaker/content.ts');
  drawNotes(pages, speaker.notes);
}
/** For `npm run export`: all is drawn. */
root.dataset.ready = '';

import.meta.hot?.accept('../page/content.ts', () => location.reload());
