// The words in a terminal's frame: the pane's state, a link to the transcript, and a note.
import type { PaneStatus } from '../drivers/driver.ts';
import { buildFrame, type Frame } from './frame.ts';

export type TerminalFrame = {
  /** Holds the cells. */
  readonly box: HTMLElement;
  /** Shows the pane's state; null while it is idle. Returns whether a note is shown in the place of the cells. */
  show(status: PaneStatus | null): boolean;
  cover: Frame['cover'];
};

const WORDS: Record<Exclude<PaneStatus['state'], 'connecting' | 'exited'>, string> = {
  live: 'live',
  replay: 'recorded',
  unavailable: 'not available',
};
/** For the audience; only the speaker sees the reason. */
const CALM = 'This part is not available here.';

/** Builds the frame inside `host` and sets the host's name for screen readers. */
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
  if (lost) return lost === 'restarted' ? 'the server was restarted' : 'ended while away';
  return status === null ? 'exited' : `exited (${status})`;
}

function noteFor(status: PaneStatus | null): string {
  if (status?.state === 'unavailable') return CALM;
  return status?.state === 'connecting' ? (status.note ?? '') : '';
}

/** Opens the recording as text in a new tab, for those who can't see the terminal. */
function transcriptLink(demo: string): HTMLElement {
  const link = document.createElement('a');
  link.className = 'deck-terminal-transcript';
  link.textContent = 'transcript';
  link.href = `casts/${demo}.txt`;
  link.target = '_blank';
  link.rel = 'noopener';
  link.hidden = true;
  // With the focus still on the link, the next Enter would open it again.
  link.addEventListener('click', () => link.blur());
  return link;
}
