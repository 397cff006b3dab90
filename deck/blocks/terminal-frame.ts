// What a terminal's frame says: state in words, transcript and note. Knows no driver and no xterm.
import type { PaneStatus } from '../drivers/driver.ts';
import { buildFrame, type Frame } from './frame.ts';

export type TerminalFrame = {
  /** Where the cells go. */
  readonly box: HTMLElement;
  /** Says how the pane is; null while it is idle. Returns whether the note stands where the cells would be. */
  show(status: PaneStatus | null): boolean;
  cover: Frame['cover'];
};

const WORDS: Record<Exclude<PaneStatus['state'], 'connecting' | 'exited'>, string> = {
  live: 'live',
  replay: 'recorded',
  unavailable: 'not available',
};
const CALM = 'This part is not available here.';

/** Builds the frame inside `host`, whose name for screen readers it sets. */
export function createFrame(host: HTMLElement, title: string, demo: string): TerminalFrame {
  const { word, box, note, cover } = buildFrame(host, title, `Terminal ${title}`);
  const transcript = transcriptLink(demo);
  word.before(transcript);
  return {
    box,
    show(status) {
      word.textContent = wordFor(status);
      transcript.hidden = status?.state !== 'replay';
      note.textContent = noteFor(status);
      return note.textContent !== '';
    },
    cover,
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
