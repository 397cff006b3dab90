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
    meaning: 'leave the terminal or the editor',
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
    command: 'catch-up',
    keys: ['F8'],
    where: 'everywhere',
    meaning: 'code: catch up with what was prepared',
    shown: 'F8',
  },
  {
    command: 'take-back',
    keys: ['Shift+F8'],
    where: 'everywhere',
    meaning: 'code: take that back',
    shown: 'Shift+F8',
  },
  {
    // Window systems take Alt with most function keys for themselves.
    command: 'difference',
    keys: ['Ctrl+Alt+c'],
    where: 'everywhere',
    meaning: 'code: compare with what was prepared',
    shown: 'Ctrl+Alt+C',
  },
  {
    command: 'prepared',
    keys: ['F9'],
    where: 'everywhere',
    meaning: 'type or complete what is prepared',
    shown: 'F9',
  },
  {
    command: 'at-once',
    keys: ['Shift+F9'],
    where: 'everywhere',
    meaning: 'the same at once',
    shown: 'Shift+F9',
  },
  {
    command: 'own-keys',
    keys: ['F10'],
    where: 'everywhere',
    meaning: 'code: any keys type it, Esc: no more',
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
function keyPlace(target: EventTarget | null): KeyPlace {
  if (!(target instanceof Element)) return 'deck';
  return target.closest('deck-terminal, deck-editor, input, textarea, select, [contenteditable]')
    ? 'text'
    : 'deck';
}

/** What takes the keys that would type something, while it is active; Escape stops it. */
export type KeyTaker = { readonly active: boolean; press(): void; stop(): void };

/** What a key does to one who takes what is typed: `swallow` is what would only edit what is typed. */
export function takenAs(press: KeyPress): 'press' | 'swallow' | 'stop' | null {
  const { key, ctrlKey, altKey, metaKey } = press;
  if (metaKey || ctrlKey !== altKey) return null;
  // Ctrl and Alt together are AltGr, where keyboards have it, unless the deck has a key of that name.
  if (ctrlKey) return key.length === 1 && commandFor(press, 'text') === null ? 'press' : null;
  if (key.length === 1 || key === 'Enter' || key === 'Tab') return 'press';
  if (key === 'Escape') return 'stop';
  return key === 'Backspace' || key === 'Delete' || key === 'Dead' ? 'swallow' : null;
}

/**
 * Hears keys before anything else on the page does, so that a terminal neither swallows a clicker's keys nor
 * moves the deck with what is typed into it.
 */
export function listenForKeys(target: Window, run: (command: Command) => void, taker?: KeyTaker): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const taken = taker?.active ? takenAs(event) : null;
    if (taken) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (taken === 'press') taker!.press();
      if (taken === 'stop') taker!.stop();
      return;
    }
    const command = commandFor(event, keyPlace(event.target));
    if (!command) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    run(command);
  };
  target.addEventListener('keydown', listener, true);
  return () => target.removeEventListener('keydown', listener, true);
}
