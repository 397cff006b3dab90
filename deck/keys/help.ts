// The overlay with all keys, made from the key table.
import { element } from '../page/element.ts';
import { BROWSERS_OWN, hasKeyboardLock, KEYS } from './keys.ts';

export type Help = { readonly open: boolean; toggle(on?: boolean): void };

export function createHelp(): Help {
  const root = element('dialog', 'deck-help');
  root.setAttribute('aria-label', 'All keys');
  const lock = hasKeyboardLock();
  const keys = KEYS.filter((row) => lock || !row.lock);
  root.append(
    column(
      ...list(
        'Everywhere',
        keys.filter(({ where }) => where === 'everywhere'),
      ),
      ...list(
        'The browser’s own',
        BROWSERS_OWN.filter((row) => row.lock === undefined || row.lock === lock),
      ),
    ),
    column(
      ...list(
        'Outside a terminal',
        keys.filter(({ where }) => where === 'deck'),
      ),
    ),
  );
  const close = () => {
    root.close();
    root.blur(); // Without this it keeps the focus until the next frame.
  };
  root.addEventListener('click', close);
  document.body.append(root);
  return {
    get open() {
      return root.open;
    },
    toggle(on = !root.open) {
      if (on) root.show();
      else close();
    },
  };
}

function column(...parts: HTMLElement[]): HTMLElement {
  const section = element('section');
  section.append(...parts);
  return section;
}

function list(title: string, rows: readonly { meaning: string; shown: string }[]): HTMLElement[] {
  const list = element('dl');
  for (const { shown, meaning } of rows) list.append(element('dt', '', shown), element('dd', '', meaning));
  return [element('h2', '', title), list];
}
