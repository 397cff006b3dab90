import { describe, expect, test } from 'vitest';
import { actionFor, commandFor, KEYS, type KeyPress } from './keys.ts';

function press(name: string): KeyPress {
  const parts = name.split('+').filter((part) => part !== '');
  const key = name.endsWith('+') ? '+' : (parts.at(-1) ?? name);
  const has = (modifier: string) => parts.slice(0, -1).includes(modifier);
  return { key, ctrlKey: has('Ctrl'), altKey: has('Alt'), metaKey: has('Meta'), shiftKey: has('Shift') };
}

describe('in a terminal', () => {
  test.each([
    ['PageDown', 'next'],
    ['PageUp', 'previous'],
    ['Ctrl+Alt+ArrowUp', 'leave'],
    ['F6', 'source'],
    ['F7', 'enlarge'],
    ['F8', 'catch-up'],
    ['Shift+F8', 'take-back'],
    ['Ctrl+Alt+c', 'difference'],
    ['F9', 'prepared'],
    ['Shift+F9', 'at-once'],
    ['F10', 'own-keys'],
    ['Ctrl+Alt+r', 'reset'],
    ['Ctrl+Alt+R', 'reset'],
  ])('%s means %s in the deck', (name, command) => {
    expect(commandFor(press(name), 'text')).toBe(command);
  });

  test.each([
    'Shift+PageDown',
    'Shift+PageUp',
    'ArrowRight',
    ' ',
    'n',
    's',
    'q',
    'b',
    '?',
    'Escape',
    'Enter',
    'Home',
    'F5',
    'Ctrl+c',
    'Ctrl+r',
  ])('%s goes to the terminal', (name) => {
    expect(commandFor(press(name), 'text')).toBeNull();
  });
});

describe('outside', () => {
  test.each([
    ['ArrowRight', 'next'],
    ['ArrowDown', 'next'],
    [' ', 'next'],
    ['PageDown', 'next'],
    ['N', 'next'],
    ['ArrowLeft', 'previous'],
    ['ArrowUp', 'previous'],
    ['PageUp', 'previous'],
    ['Shift+ ', 'previous'],
    ['p', 'previous'],
    ['Home', 'first'],
    ['End', 'last'],
    ['b', 'blank'],
    ['.', 'blank'],
    ['q', 'questions'],
    ['S', 'speaker'],
    ['Shift++', 'larger'],
    ['=', 'larger'],
    ['-', 'smaller'],
    ['Shift+?', 'help'],
    ['t', 'theme'],
    ['f', 'fullscreen'],
  ])('%s means %s', (name, command) => {
    expect(commandFor(press(name), 'deck')).toBe(command);
  });

  test.each(['Enter', 'Tab', 'Ctrl+r', 'Ctrl+p', 'Alt+ArrowLeft', 'Meta+s', 'Ctrl+Alt+s', 'x'])(
    '%s is left to the browser',
    (name) => {
      expect(commandFor(press(name), 'deck')).toBeNull();
    },
  );
});

test.each([
  ['a', 'press'],
  [' ', 'press'],
  ['?', 'press'],
  ['Enter', 'press'],
  ['Tab', 'press'],
  ['Ctrl+Alt+@', 'press'],
  ['Escape', 'stop'],
  ['Backspace', 'swallow'],
  ['PageDown', null],
  ['ArrowRight', null],
  ['F8', null],
  ['F10', null],
  ['Shift', null],
  ['Ctrl+Alt+r', null],
  ['Ctrl+c', null],
  ['Alt+Tab', null],
])('while keys type a prepared edit, %s acts as %s', (name, action) => {
  expect(actionFor(press(name))).toBe(action);
});

test('each key has one meaning at each place', () => {
  for (const where of ['everywhere', 'deck'] as const) {
    const keys = KEYS.filter((row) => row.where === where || row.where === 'everywhere').flatMap(
      (row) => row.keys,
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
});
