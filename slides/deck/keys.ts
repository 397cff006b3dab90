// The deck's keys as one table, and which of them count where. Carries out none of them.

export type Command =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'leave'
  | 'source'
  | 'enlarge'
  | 'prepared'
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

/** `deck`: the page itself has the focus. `text`: a terminal, an editor or a field takes what is typed. */
export type KeyPlace = 'deck' | 'text';

export type KeyRow = {
  command: Command;
  /** As `KeyboardEvent.key`, letters in lower case, with `Ctrl+Alt+` or `Shift+` in front. */
  keys: string[];
  /** `everywhere` counts while typing, too. */
  where: 'everywhere' | 'deck';
  meaning: string;
  /** How the keys are written in the overlay. */
  shown: string;
};

/** What a clicker sends counts everywhere. */
export const KEYS: readonly KeyRow[] = [
  { command: 'next', keys: ['PageDown'], where: 'everywhere', meaning: 'next', shown: 'PageDown' },
  { command: 'previous', keys: ['PageUp'], where: 'everywhere', meaning: 'previous', shown: 'PageUp' },
  {
    command: 'leave',
    keys: ['Ctrl+Alt+ArrowUp'],
    where: 'everywhere',
    meaning: 'leave the terminal',
    shown: 'Ctrl+Alt+↑',
  },
  {
    command: 'source',
    keys: ['F6'],
    where: 'everywhere',
    meaning: 'live or recording, this pane',
    shown: 'F6',
  },
  {
    command: 'enlarge',
    keys: ['F7'],
    where: 'everywhere',
    meaning: 'enlarge the pane and back',
    shown: 'F7',
  },
  {
    command: 'prepared',
    keys: ['F9'],
    where: 'everywhere',
    meaning: 'type or complete the prepared command',
    shown: 'F9',
  },
  {
    command: 'reset',
    keys: ['Ctrl+Alt+r'],
    where: 'everywhere',
    meaning: 'reset the demo',
    shown: 'Ctrl+Alt+R',
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
  { command: 'blank', keys: ['b', '.'], where: 'deck', meaning: 'blank the screen and back', shown: 'B .' },
  { command: 'speaker', keys: ['s'], where: 'deck', meaning: 'speaker’s page', shown: 'S' },
  { command: 'larger', keys: ['+', '='], where: 'deck', meaning: 'larger type in the pane', shown: '+' },
  { command: 'smaller', keys: ['-'], where: 'deck', meaning: 'smaller type in the pane', shown: '−' },
  { command: 'theme', keys: ['t'], where: 'deck', meaning: 'dark or light', shown: 'T' },
  { command: 'fullscreen', keys: ['f'], where: 'deck', meaning: 'full screen', shown: 'F' },
  { command: 'help', keys: ['?'], where: 'deck', meaning: 'these keys', shown: '?' },
  { command: 'close', keys: ['Escape'], where: 'deck', meaning: 'close what is open', shown: 'Esc' },
];

/** What the browser does by itself, for the table alone. */
export const BROWSERS_OWN = [{ meaning: 'into the next terminal or link', shown: 'Tab' }] as const;

export type KeyPress = {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
};

/** The command of a key press, or null when the key is not the deck's at that place. */
export function commandFor(press: KeyPress, place: KeyPlace): Command | null {
  const name = nameOf(press);
  const row = KEYS.find((row) => row.keys.includes(name) && (place === 'deck' || row.where === 'everywhere'));
  return row?.command ?? null;
}

function nameOf({ key, ctrlKey, altKey, metaKey, shiftKey }: KeyPress): string {
  if (metaKey || ctrlKey !== altKey) return '';
  const letter = key.length === 1 ? key.toLowerCase() : key;
  // Shift is part of what makes a `?` or a `+`; with letters it is Caps Lock's twin. It counts with named keys.
  const shifted = shiftKey && (key.length > 1 || key === ' ');
  return `${ctrlKey ? 'Ctrl+Alt+' : ''}${shifted ? 'Shift+' : ''}${letter}`;
}

/** Where typed characters go now. */
export function keyPlace(target: EventTarget | null): KeyPlace {
  if (!(target instanceof Element)) return 'deck';
  return target.closest('deck-terminal, deck-editor, input, textarea, select, [contenteditable]')
    ? 'text'
    : 'deck';
}

/**
 * Hears keys before anything else on the page does, so that a terminal neither swallows a clicker's keys nor
 * moves the deck with what is typed into it.
 */
export function listenForKeys(target: Window, run: (command: Command) => void): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const command = commandFor(event, keyPlace(event.target));
    if (!command) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    run(command);
  };
  target.addEventListener('keydown', listener, true);
  return () => target.removeEventListener('keydown', listener, true);
}
