// What surrounds a terminal's cells: its frame with name, state in words, transcript and note. Knows no driver and no xterm.
import type { PaneStatus } from '../drivers/driver.ts';
import { drawnScale } from './scaling.ts';

export type TerminalFrame = {
  /** Where the cells go. */
  readonly box: HTMLElement;
  /** Says how the pane is; null while it is idle. Returns whether the note stands where the cells would be. */
  show(status: PaneStatus | null): boolean;
  /** Covers all of `slides`, the element that reveal scales, from wherever the host stands; null: back into the host. */
  cover(slides: HTMLElement | null): void;
};

const WORDS: Record<Exclude<PaneStatus['state'], 'connecting' | 'exited'>, string> = {
  live: 'live',
  replay: 'recorded',
  unavailable: 'not available',
};
const CALM = 'This part is not available here.';

/** Builds the frame inside `host`, whose name for screen readers it sets. */
export function createFrame(host: HTMLElement, title: string, demo: string): TerminalFrame {
  host.setAttribute('role', 'group');
  host.setAttribute('aria-label', `Terminal ${title}`);
  const frame = element('div', 'deck-terminal-frame');
  const header = element('div', 'deck-terminal-header');
  const word = element('span', 'deck-terminal-word');
  const transcript = transcriptLink(demo);
  const box = element('div', 'deck-terminal-box');
  const note = element('p', 'deck-terminal-note');
  header.append(element('span', 'deck-terminal-name', title), transcript, word);
  frame.append(header, box, note);
  host.append(frame);
  return {
    box,
    show(status) {
      word.textContent = wordFor(status);
      transcript.hidden = status?.state !== 'replay';
      note.textContent = noteFor(status);
      return note.textContent !== '';
    },
    cover(slides) {
      const { style } = frame;
      if (!slides) {
        style.left = style.top = style.width = style.height = '';
        return;
      }
      const all = slides.getBoundingClientRect();
      const here = host.getBoundingClientRect();
      const scale = drawnScale(all.width, slides.offsetWidth);
      style.left = `${(all.left - here.left) / scale}px`;
      style.top = `${(all.top - here.top) / scale}px`;
      style.width = `${slides.offsetWidth}px`;
      style.height = `${slides.offsetHeight}px`;
    },
  };
}

function wordFor(status: PaneStatus | null): string {
  if (!status) return '';
  if (status.state === 'connecting') return status.doing;
  if (status.state === 'exited') return `${ending(status)} · Enter starts it again`;
  return WORDS[status.state];
}

function ending({ status, lost }: Extract<PaneStatus, { state: 'exited' }>): string {
  if (lost) return lost === 'restarted' ? 'the server was restarted' : 'ended meanwhile';
  return status === null ? 'exited' : `exited (${status})`;
}

function noteFor(status: PaneStatus | null): string {
  if (status?.state === 'unavailable') return CALM;
  return status?.state === 'connecting' ? (status.note ?? '') : '';
}

/** The recording in words, in a tab of its own, for those who can't see the terminal. */
function transcriptLink(demo: string): HTMLElement {
  const link = document.createElement('a');
  link.className = 'deck-terminal-transcript';
  link.textContent = 'transcript';
  link.href = `casts/${demo}.txt`;
  link.target = '_blank';
  link.rel = 'noopener';
  link.hidden = true;
  // What has been clicked keeps the focus, and the next Enter would open it once more.
  link.addEventListener('click', () => link.blur());
  return link;
}

function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
