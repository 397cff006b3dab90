// The panes on paper: each shows its recording after the steps up to its page, as text that can be selected.
// xterm.js only parses the recording: it would leave a terminal outside the window as an empty box.

import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import { parseCast } from '../../protocol/cast.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import { bufferText } from '../blocks/buffer-text.ts';
import type { ThemeName } from '../blocks/palette.ts';
import type { ReplayWorld } from '../drivers/replay.ts';
import { buildTimeline, outputUpTo, type Segment, segmentOf } from '../drivers/timeline.ts';
import { element } from '../page/element.ts';
import { drawRows } from './rows.ts';

/** What a pane shows on paper; blocks with the same `demo` and `pane` get it as a `deck:recorded` event. */
export type RecordedText = { demo: string; pane: string; text: string };

/** Draws every `<deck-terminal>` of the pages; one without a recording shows that it is missing. */
export async function drawTerminals(
  pages: readonly HTMLElement[],
  talk: PublicTalk,
  theme: ThemeName,
  world: Pick<ReplayWorld, 'read'>,
): Promise<void> {
  const timelines = new Map<string, Segment[]>();
  for (const demo of talk.demos) {
    const read = demo.panes.map(async ({ id }) => {
      const path = `casts/${demo.id}.${id}.cast`;
      const text = await world.read(path);
      return text === null ? [] : [[id, parseCast(text, path)] as const];
    });
    timelines.set(demo.id, buildTimeline(new Map((await Promise.all(read)).flat())));
  }
  for (const [index, page] of pages.entries()) {
    for (const terminal of page.querySelectorAll('deck-terminal')) {
      const [demo, pane] = [terminal.getAttribute('demo') ?? '', terminal.getAttribute('pane') ?? ''];
      const segments = timelines.get(demo) ?? [];
      const step = lastStep(pages.slice(0, index + 1), demo);
      const at = step === null ? segments.length - 1 : segmentOf(segments, step);
      const text = await drawTerminal(terminal as HTMLElement, outputUpTo(segments, at, pane), theme);
      // Blocks that read this pane, such as <deck-verdict>, have no live terminal to read here.
      const detail: RecordedText = { demo, pane, text };
      for (const block of page.querySelectorAll(`[demo="${CSS.escape(demo)}"][pane="${CSS.escape(pane)}"]`))
        block.dispatchEvent(new CustomEvent('deck:recorded', { detail }));
    }
  }
}

/** The demo's last step on these pages; null if they have none. */
function lastStep(pages: readonly HTMLElement[], demo: string): string | null {
  const steps = pages.flatMap((page) => [
    ...page.querySelectorAll<HTMLElement>(`.fragment[data-step][data-demo="${CSS.escape(demo)}"]`),
  ]);
  return steps.at(-1)?.dataset.step ?? null;
}

/** @returns the text that the pane shows, scrollback included. */
async function drawTerminal(root: HTMLElement, output: string, theme: ThemeName): Promise<string> {
  const cols = Number(root.getAttribute('cols'));
  const rows = Number(root.getAttribute('rows'));
  const terminal = new Terminal({ cols, rows, allowProposedApi: true });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  await new Promise<void>((resolve) => terminal.write(output, resolve));

  root.style.setProperty('--cols', String(cols));
  root.style.setProperty('--rows', String(rows));
  root.setAttribute('state', output ? 'replay' : 'unavailable');
  const frame = element('div', 'deck-terminal-frame');
  const header = element('div', 'deck-terminal-header');
  header.append(
    element('span', 'deck-terminal-name', root.getAttribute('title') ?? ''),
    element('span', 'deck-terminal-word', output ? 'recorded' : 'not available'),
  );
  frame.append(header, drawRows(terminal.buffer.active, rows, theme));
  if (!output) frame.append(element('p', 'deck-terminal-note', 'This terminal has no recording.'));
  root.replaceChildren(frame);
  root.removeAttribute('title');
  const text = bufferText(terminal);
  terminal.dispose();
  return text;
}
