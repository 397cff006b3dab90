// The terminal's colours in both themes; the deck's other colours are CSS, in deck/theme.
import type { ITheme } from '@xterm/xterm';

export type ThemeName = 'dark' | 'light';

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

function palette(base: ITheme, normal: string, bright: string): ITheme {
  const theme: Record<string, unknown> = { ...base };
  const brights = bright.split(' ');
  normal.split(' ').forEach((colour, i) => {
    const name = NAMES[i]!;
    theme[name] = colour;
    theme[`bright${name[0]!.toUpperCase()}${name.slice(1)}`] = brights[i];
  });
  return theme;
}

/** Every colour but black has a contrast of at least 7.3 (dark) or 5.5 (light) with its background. */
export const PALETTES: Record<ThemeName, ITheme> = {
  dark: palette(
    {
      background: '#090b0f',
      foreground: '#f4f5f8',
      cursor: '#f9ba58',
      cursorAccent: '#0f141d',
      selectionBackground: '#6c727c',
      selectionInactiveBackground: '#6c727c',
      scrollbarSliderBackground: '#373b42',
      scrollbarSliderHoverBackground: '#6c727c',
      scrollbarSliderActiveBackground: '#6c727c',
    },
    '#2b303b #ff8f8a #7fdca4 #f2c063 #8fb2ff #e6a0e0 #76d5e0 #d5d9e1',
    '#969eac #ffb0ab #a2ecc0 #ffd88f #b4ccff #f3c0ee #a3e8f0 #f6f7f9',
  ),
  light: palette(
    {
      background: '#fefeff',
      foreground: '#161b24',
      cursor: '#854a0b',
      cursorAccent: '#fefeff',
      selectionBackground: '#cdd1d8',
      selectionInactiveBackground: '#cdd1d8',
      scrollbarSliderBackground: '#cdd1d8',
      scrollbarSliderHoverBackground: '#7f8791',
      scrollbarSliderActiveBackground: '#7f8791',
    },
    '#1d2129 #b3221f #12693c #7a5200 #1f4fc2 #8d2a86 #0a6370 #4b515d',
    '#626875 #94110f #0a5530 #624100 #143c9e #74196d #064f5a #1d2129',
  ),
};
