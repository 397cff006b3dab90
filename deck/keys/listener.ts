// Gets the page's keys before anything else, and tells which of them are the deck's.
import type { DeckBlock } from '../blocks/block.ts';
import { type Command, commandFor, type KeyPlace, type KeyPress } from './keys.ts';

/** Where typed characters would go. A recorded pane takes none, so the deck's keys work in it. */
function keyPlace(target: EventTarget | null): KeyPlace {
  if (!(target instanceof Element)) return 'deck';
  const block = target.closest<DeckBlock>('deck-terminal, deck-editor');
  if (block) return block.takesKeys ? 'text' : 'deck';
  return target.closest('input, textarea, select, [contenteditable]') ? 'text' : 'deck';
}

/** Gets, while it is active, every key that would type something; Escape stops it. */
export type KeyTaker = { readonly active: boolean; press(): void; stop(): void };

/**
 * What a key does while a {@link KeyTaker} is active. `swallow`: nothing, because the key would only edit typed text.
 * Null: the key isn't for the taker.
 */
export function actionFor(press: KeyPress): 'press' | 'swallow' | 'stop' | null {
  const { key, ctrlKey, altKey, metaKey } = press;
  if (metaKey || ctrlKey !== altKey) return null;
  // Ctrl and Alt together are AltGr on keyboards that have it, unless the deck uses the combination.
  if (ctrlKey) return key.length === 1 && commandFor(press, 'text') === null ? 'press' : null;
  if (key.length === 1 || key === 'Enter' || key === 'Tab') return 'press';
  if (key === 'Escape') return 'stop';
  return key === 'Backspace' || key === 'Delete' || key === 'Dead' ? 'swallow' : null;
}

/** Whether the key would open Firefox's quick find, which then gets all keys. */
function opensQuickFind({ key, ctrlKey, altKey, metaKey }: KeyPress, place: KeyPlace): boolean {
  return place === 'deck' && !ctrlKey && !altKey && !metaKey && (key === '/' || key === "'");
}

/**
 * Gets keys before anything else on the page, so that a terminal doesn't swallow a clicker's keys and typing into it
 * doesn't move the deck. A held key, or a clicker's stuck button, counts as one press.
 * @param left commands whose keys this page leaves to the browser.
 * @returns a function that stops listening.
 */
export function listenForKeys(
  target: Window,
  run: (command: Command) => void,
  { taker, left = [] }: { taker?: KeyTaker; left?: readonly Command[] } = {},
): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const action = taker?.active ? actionFor(event) : null;
    const place = keyPlace(event.target);
    const command = action ? null : commandFor(event, place);
    if (!action && (!command || left.includes(command))) {
      if (opensQuickFind(event, place)) event.preventDefault();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    if (action === 'press') taker!.press();
    if (action === 'stop') taker!.stop();
    if (command) run(command);
  };
  // Firefox's menus open when Alt is let go, and then get all keys.
  const released = (event: KeyboardEvent) => {
    if (event.key === 'Alt') event.preventDefault();
  };
  target.addEventListener('keydown', listener, true);
  target.addEventListener('keyup', released, true);
  return () => {
    target.removeEventListener('keydown', listener, true);
    target.removeEventListener('keyup', released, true);
  };
}
