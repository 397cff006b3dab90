// The words in an editor's frame: the file's state, the compiler's verdict on exactly this text, and a note.
import type { Verdict } from '../../protocol/document.ts';
import { buildFrame, type Frame } from './frame.ts';

/** An editor's state as its frame shows it. `waiting`: the file doesn't exist yet. */
export type EditorStatus =
  | {
      state: 'connecting';
      doing: 'connecting' | 'reconnecting' | 'preparing';
      note?: string | undefined;
    }
  | { state: 'waiting' }
  | { state: 'live' }
  | { state: 'replay' }
  | { state: 'unavailable' };

/** What is known about the text on screen. */
export type Known = {
  verdict: Verdict;
  /** The version on screen; null while the text is not exactly one of the server's versions. */
  version: number | null;
  /** The result of a comparison with the prepared text; null while there is none. */
  comparing: 'same' | 'different' | null;
};

export type EditorFrame = {
  readonly box: HTMLElement;
  show(status: EditorStatus | null, known: Known): void;
  cover: Frame['cover'];
};

const WORDS = { waiting: 'not there yet', live: 'live', replay: 'as prepared', unavailable: 'not available' };

/** Builds the frame inside `host` and sets the host's name for screen readers. */
export function createEditorFrame(host: HTMLElement, title: string): EditorFrame {
  const { word, box, note, cover } = buildFrame(host, title, `Editor ${title}`);
  // `status` lets screen readers announce the compiler's verdict without interrupting.
  word.setAttribute('role', 'status');
  return {
    box,
    show(status, known) {
      const { words, mark } = wordFor(status, known);
      if (word.textContent !== words) word.textContent = words;
      host.setAttribute('verdict', mark);
      note.textContent = noteFor(status);
    },
    cover,
  };
}

/** The frame's words; `mark` is the compiler's verdict on exactly the text on screen, or empty. */
export function wordFor(
  status: EditorStatus | null,
  { verdict, version, comparing }: Known,
): { words: string; mark: '' | 'checking' | 'clean' | 'faulty' } {
  if (!status) return { words: '', mark: '' };
  if (status.state === 'connecting') return { words: status.doing, mark: '' };
  if (status.state !== 'live') return { words: WORDS[status.state], mark: '' };
  if (comparing) return { words: comparing === 'same' ? 'no difference' : 'difference', mark: '' };
  if (verdict.is === 'checking' && version !== null) return { words: 'checking', mark: 'checking' };
  if (verdict.is === 'clean' && verdict.version === version) return { words: 'compiles', mark: 'clean' };
  if (verdict.is === 'faulty' && verdict.version === version) {
    const count = (level: 'error' | 'warning') =>
      verdict.faults.filter((fault) => fault.level === level).length;
    const [errors, warnings] = [count('error'), count('warning')];
    if (errors > 0) return { words: counted(errors, 'error'), mark: 'faulty' };
    // With only warnings the code has compiled.
    if (warnings > 0) return { words: `compiles, ${counted(warnings, 'warning')}`, mark: 'clean' };
  }
  return { words: WORDS.live, mark: '' };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function noteFor(status: EditorStatus | null): string {
  switch (status?.state) {
    case 'unavailable':
      return 'This part is not available here.';
    case 'waiting':
      return 'This file comes with the project.';
    case 'connecting':
      return status.note ?? '';
    default:
      return '';
  }
}
