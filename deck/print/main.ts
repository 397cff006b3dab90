// Composition root of print.html: one page per slide, all fragments shown; `?notes` adds the notes below.
// Prints light unless `?theme=dark`. Ctrl+P in a browser and `npm run export` give the same.
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

const query = new URLSearchParams(location.search);
const theme = query.get('theme') === 'dark' ? 'dark' : 'light';
const root = document.documentElement;
root.dataset.theme = theme;
// Without this class reveal.css would print the slides as plain text.
root.classList.add('print-pdf');
root.dataset.print = query.has('notes') ? 'notes' : 'slides';
document.title = `${content.talk.title}${query.has('notes') ? ': notes' : ''}`;

// On paper every step is from its recording, like the terminals.
defineSteps({
  step: (demo, step) => ({ demo, pane: '', step, state: 'met', how: 'recording' }),
  on: () => () => {},
});
const pages = layOutPages(content);
document.body.append(...pages);
drawEditors(pages);
await drawTerminals(pages, content.talk, theme, browserWorld(Promise.resolve()));
await document.fonts.ready;
if (query.has('notes')) {
  // Imported only here, so that a print of the slides alone never loads the notes.
  const { content: speaker } = await import('../speaker/content.ts');
  drawNotes(pages, speaker.notes);
}
/** Tells `npm run export` that everything is drawn. */
root.dataset.ready = '';

import.meta.hot?.accept('../page/content.ts', () => location.reload());
