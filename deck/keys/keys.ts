// The deck's keys as one table, and which of them work where; commands.ts carries them out.
import { type KeyName, usualKey } from './key-name.ts';

export type Command =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'leave'
  | 'source'
  | 'enlarge'
  | 'prepared'
  | 'at-once'
  | 'own-keys'
  | 'catch-up'
  | 'take-back'
  | 'difference'
  | 'reset'
  | 'speaker'
  | 'blank'
  | 'questions'
  | 'larger'
  | 'smaller'
  | 'theme'
  | 'fullscreen'
  | 'help'
  | 'close';

/** `deck`: the page itself has the focus. `text`: a terminal, an editor or a field has it. */
export type KeyPlace = 'deck' | 'text';

export type KeyRow = {
  command: Command;
  /** `KeyboardEvent.key`, letters in lower case, with `Ctrl+Alt+` or `Shift+` in front. */
  keys: string[];
  /** `everywhere`: works while typing, too. */
  where: 'everywhere' | 'deck';
  meaning: string;
  /** The keys as the overlay shows them. */
  shown: string;
  /** Only in browsers with keyboard lock; elsewhere the key is the browser's. */
  lock?: true;
};

/** All keys of the deck; those that a clicker sends work everywhere. */
export const KEYS: readonly KeyRow[] = [
  { command: 'next', keys: ['PageDown'], where: 'everywhere', meaning: 'next', shown: 'PageDown' },
  { command: 'previous', keys: ['PageUp'], where: 'everywhere', meaning: 'previous', shown: 'PageUp' },
  {
    command: 'leave',
    // Most Linux desktops take Ctrl+Alt+↑ before the browser gets it.
    keys: ['Shift+Escape', 'Ctrl+Alt+ArrowUp'],
    where: 'everywhere',
    meaning: 'leave the terminal or the editor',
    shown: 'Shift+Esc Ctrl+Alt+↑',
  },
  {
    command: 'source',
    keys: ['F6'],
    where: 'everywhere',
    meaning: 'this pane: live or recording',
    shown: 'F6',
  },
  {
    command: 'enlarge',
    keys: ['F7'],
    where: 'everywhere',
    meaning: 'this pane: large or normal',
    shown: 'F7',
  },
  {
    command: 'catch-up',
    keys: ['F8'],
    where: 'everywhere',
    meaning: 'code: jump to the prepared text',
    shown: 'F8',
  },
  {
    command: 'take-back',
    keys: ['Shift+F8'],
    where: 'everywhere',
    meaning: 'code: undo that',
    shown: 'Shift+F8',
  },
  {
    // Window systems use Alt with most function keys themselves.
    command: 'difference',
    keys: ['Ctrl+Alt+c'],
    where: 'everywhere',
    meaning: 'code: compare with the prepared text',
    shown: 'Ctrl+Alt+C',
  },
  {
    command: 'prepared',
    keys: ['F9'],
    where: 'everywhere',
    meaning: 'type the next step, or finish it',
    shown: 'F9',
  },
  {
    command: 'at-once',
    keys: ['Shift+F9'],
    where: 'everywhere',
    meaning: 'the same, without typing it out',
    shown: 'Shift+F9',
  },
  {
    command: 'own-keys',
    keys: ['F10'],
    where: 'everywhere',
    meaning: 'code: any key types it, Esc stops',
    shown: 'F10',
  },
  {
    command: 'reset',
    keys: ['Ctrl+Alt+r'],
    where: 'everywhere',
    meaning: 'reset the demo',
    shown: 'Ctrl+Alt+R',
  },
  {
    command: 'fullscreen',
    keys: ['F11'],
    where: 'everywhere',
    meaning: 'full screen',
    shown: 'F11',
    lock: true,
  },
  {
    command: 'next',
    keys: ['ArrowRight', 'ArrowDown', ' ', 'n'],
    where: 'deck',
    meaning: 'next',
    shown: '→ ↓ Space N',
  },
  {
    command: 'previous',
    keys: ['ArrowLeft', 'ArrowUp', 'Shift+ ', 'p'],
    where: 'deck',
    meaning: 'previous',
    shown: '← ↑ Shift+Space P',
  },
  { command: 'first', keys: ['Home'], where: 'deck', meaning: 'first slide', shown: 'Home' },
  { command: 'last', keys: ['End'], where: 'deck', meaning: 'last slide', shown: 'End' },
  { command: 'questions', keys: ['q'], where: 'deck', meaning: 'skip to questions', shown: 'Q' },
  {
    command: 'blank',
    keys: ['b', '.'],
    where: 'deck',
    meaning: 'blank the screen, or show it',
    shown: 'B .',
  },
  { command: 'speaker', keys: ['s'], where: 'deck', meaning: 'speaker’s page', shown: 'S' },
  { command: 'larger', keys: ['+', '='], where: 'deck', meaning: 'larger type in the pane', shown: '+' },
  { command: 'smaller', keys: ['-'], where: 'deck', meaning: 'smaller type in the pane', shown: '−' },
  { command: 'theme', keys: ['t'], where: 'deck', meaning: 'dark or light', shown: 'T' },
  { command: 'fullscreen', keys: ['f'], where: 'deck', meaning: 'full screen', shown: 'F' },
  { command: 'help', keys: ['?'], where: 'deck', meaning: 'these keys', shown: '?' },
  { command: 'close', keys: ['Escape'], where: 'deck', meaning: 'close what is open', shown: 'Esc' },
];

/** What the overlay says about keys that are the browser's, or the shell's only at times. */
export const BROWSERS_OWN: readonly { shown: string; meaning: string; lock?: boolean }[] = [
  { shown: 'Tab', meaning: 'go to the next terminal or link' },
  { shown: 'Ctrl+W N T', meaning: 'in full screen the shell’s', lock: true },
  { shown: 'Esc held', meaning: 'leaves full screen', lock: true },
  { shown: 'F11', meaning: 'full screen that leaves Esc to the shell', lock: false },
  { shown: 'Esc', meaning: 'leaves the full screen of F', lock: false },
  { shown: 'Ctrl+W N T Q', meaning: 'never the shell’s (for W: Alt+Backspace)', lock: false },
];

/** Whether the browser can leave all keys to a page in full screen: Chromium can, Firefox and Safari can't. */
export function hasKeyboardLock(): boolean {
  return typeof navigator === 'object' && 'keyboard' in navigator;
}

export type KeyPress = KeyName & {
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
};

/** The command of a key press; null if the deck doesn't use the key at that place. */
export function commandFor(press: KeyPress, place: KeyPlace, lock = hasKeyboardLock()): Command | null {
  const name = nameOf(press);
  const row = KEYS.find(
    (row) =>
      row.keys.includes(name) && (place === 'deck' || row.where === 'everywhere') && (lock || !row.lock),
  );
  return row?.command ?? null;
}

function nameOf(press: KeyPress): string {
  const { ctrlKey, altKey, metaKey, shiftKey } = press;
  if (metaKey || ctrlKey !== altKey) return '';
  const key = usualKey(press);
  // Shift counts only with named keys and space: `?` and `+` may need it, and letters ignore it like Caps Lock.
  const shifted = shiftKey && (key.length > 1 || key === ' ');
  return `${ctrlKey ? 'Ctrl+Alt+' : ''}${shifted ? 'Shift+' : ''}${key}`;
}
