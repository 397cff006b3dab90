// What an editor's frame says: how the file is, what the compiler says of this very text, and a note. Knows no editor.
import type { Verdict } from '../../protocol/document.ts';
import { buildFrame, type Frame } from './frame.ts';

/** What an editor is to its viewer. `waiting`: there is no such file yet. */
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

/** What is known of the text on screen. */
export type Known = {
  verdict: Verdict;
  /** The version that is on screen; null while it is none of the server's. */
  version: number | null;
  /** While the text is compared with what it should be. */
  comparing: 'same' | 'different' | null;
};

export type EditorFrame = {
  readonly box: HTMLElement;
  show(status: EditorStatus | null, known: Known): void;
  cover: Frame['cover'];
};

const WORDS = { waiting: 'not there yet', live: 'live', replay: 'as prepared', unavailable: 'not available' };

/** Builds the frame inside `host`, whose name for screen readers it sets. */
export function createEditorFrame(host: HTMLElement, title: string): EditorFrame {
  const { word, box, note, cover } = buildFrame(host, title, `Editor ${title}`);
  // What the compiler says while somebody types is worth hearing, and not worth interrupting.
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

/** `mark` is what the compiler says of exactly the text on screen, or nothing. */
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
    const of = (level: 'error' | 'warning') => verdict.faults.filter((fault) => fault.level === level).length;
    const [errors, warnings] = [of('error'), of('warning')];
    if (errors > 0) return { words: counted(errors, 'error'), mark: 'faulty' };
    // What only warns has been compiled.
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
