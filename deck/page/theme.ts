// The choice of dark or light: kept in this browser, set on the document, and passed on to listeners.
import { Listeners } from '../../protocol/listeners.ts';
import type { ThemeName } from '../blocks/palette.ts';

const KEY = 'deck-theme';

export type Theme = {
  now(): ThemeName;
  set(theme: ThemeName): void;
  on(listener: () => void): () => void;
};

export function createTheme(): Theme {
  const listeners = new Listeners();
  const { dataset } = document.documentElement;
  const now = (): ThemeName => (dataset.theme === 'light' ? 'light' : 'dark');
  dataset.theme = read();
  // Fires in all other windows and frames of this deck, which share one theme.
  window.addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    dataset.theme = read();
    listeners.call();
  });
  return {
    now,
    set(theme) {
      dataset.theme = theme;
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // A browser that stores nothing still shows the theme.
      }
      listeners.call();
    },
    on: (listener) => listeners.add(listener),
  };
}

function read(): ThemeName {
  try {
    return localStorage.getItem(KEY) === 'light' ? 'light' : 'dark';
  } catch {
    return 'dark';
  }
}
