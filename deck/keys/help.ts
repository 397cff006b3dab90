// The overlay with all keys, made from the key table. Handles no keys itself.
import { BROWSERS_OWN, KEYS } from './keys.ts';

export type Help = { readonly open: boolean; toggle(on?: boolean): void; dispose(): void };

export function createHelp(): Help {
  const root = document.createElement('dialog');
  root.className = 'deck-help';
  root.setAttribute('aria-label', 'All keys');
  root.append(
    column(
      'Everywhere',
      KEYS.filter(({ where }) => where === 'everywhere'),
    ),
    column('Outside a terminal', [...KEYS.filter(({ where }) => where === 'deck'), ...BROWSERS_OWN]),
  );
  const close = () => {
    root.close();
    root.blur(); // Otherwise it keeps the focus until the next frame.
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
    dispose: () => root.remove(),
  };
}

function column(title: string, rows: readonly { meaning: string; shown: string }[]): HTMLElement {
  const section = document.createElement('section');
  const heading = document.createElement('h2');
  heading.textContent = title;
  const list = document.createElement('dl');
  for (const row of rows) {
    const keys = document.createElement('dt');
    const meaning = document.createElement('dd');
    keys.textContent = row.shown;
    meaning.textContent = row.meaning;
    list.append(keys, meaning);
  }
  section.append(heading, list);
  return section;
}
