// Builds the printed cheat sheet: the slide with the class `cheat`, all commands, and the code of all edits.
// All of it comes from the slide's Markdown, talk.ts and the finished files of the edits.
import type { Demo } from '../../../protocol/demo.ts';
import { oneLine } from '../../../protocol/one-line.ts';
import { fillCommand, type Talk } from '../../../protocol/talk.ts';
import type { ReadSource } from '../fences/fence.ts';
import { escapeText } from '../html.ts';
import { formatPieces, inkLines, languageOf } from '../inks.ts';
import { readRegion } from '../region.ts';

/** HTML of the parts; `slide` is empty when no slide has the class `cheat`, `code` when no step edits a file. */
export type CheatSheet = { slide: string; commands: string; code: string };

/** @param slides HTML of the deck's sections. */
export async function buildCheatSheet(
  talk: Talk,
  slides: readonly { html: string }[],
  source: ReadSource,
): Promise<CheatSheet> {
  const slide = slides.find(({ html }) => /^<section[^>]* class="(?:[^"]* )?cheat[ "]/.test(html));
  return {
    slide: slide?.html ?? '',
    commands: talk.demos.map((demo) => renderDemo(demo, talk)).join('\n'),
    code: (await Promise.all(talk.demos.map((demo) => renderCode(demo, source)))).join('\n').trim(),
  };
}

function renderDemo({ title, steps }: Demo, { stage }: Talk): string {
  // An edit has no command; its text is in the code below. A command that is typed twice is listed once.
  const typed = steps.filter(
    ({ command }, index) => command && steps.findIndex((step) => step.command === command) === index,
  );
  const items = typed.map(
    ({ label, command }) =>
      `<li><span class="sheet-label">${escapeText(label)}</span> ` +
      `<code>${escapeText(oneLine(fillCommand(command, stage)))}</code></li>`,
  );
  if (items.length === 0) return '';
  return `<h3>${escapeText(title)}</h3>\n<ol>\n${items.join('\n')}\n</ol>`;
}

/** The items that the demo's edits type, in that order, each once. */
async function renderCode({ steps, files }: Demo, source: ReadSource): Promise<string> {
  const typed = new Map<string, Promise<string>>();
  for (const { pane, edit } of steps) {
    const file = files.find(({ id }) => id === pane);
    if (!file || !edit || 'without' in edit) continue;
    const region = 'insert' in edit ? edit.insert : edit.replace;
    const key = `${file.id} ${region}`;
    if (!typed.has(key)) typed.set(key, renderItem(file.finished, region, source));
  }
  return (await Promise.all(typed.values())).join('\n');
}

/** Skips a missing item without a report: the slide with its editor reports it. */
async function renderItem(src: string, region: string, source: ReadSource): Promise<string> {
  const found = readRegion({ src, region }, { line: 1 }, { report() {}, source });
  if (!found) return '';
  const lines = await inkLines(found.lines, languageOf(src));
  return `<pre class="code"><code>${lines.map(formatPieces).join('\n')}</code></pre>`;
}
