import { describe, expect, test, vi } from 'vitest';
import { commandFor, KEYS, type KeyPress } from './keys.ts';
import { actionFor, listenForKeys } from './listener.ts';

/** A key press; `Ctrl+Alt+®@KeyR` names the physical key, too. */
function press(named: string): KeyPress {
  const [name = '', code = ''] = named === '@' || named.endsWith('+@') ? [named] : named.split('@');
  const parts = name.split('+').filter((part) => part !== '');
  const key = name.endsWith('+') ? '+' : (parts.at(-1) ?? name);
  const has = (modifier: string) => parts.slice(0, -1).includes(modifier);
  return {
    key,
    code,
    ctrlKey: has('Ctrl'),
    altKey: has('Alt'),
    metaKey: has('Meta'),
    shiftKey: has('Shift'),
  };
}

describe('in a terminal', () => {
  test.each([
    ['PageDown', 'next'],
    ['PageUp', 'previous'],
    ['Ctrl+Alt+ArrowUp', 'leave'],
    ['Shift+Escape', 'leave'],
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
    'F11',
    'Ctrl+c',
    'Ctrl+r',
    'Ctrl+w',
    'Ctrl+s',
    'Alt+®@KeyR',
    'т@KeyN',
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

describe('on other keyboards', () => {
  test.each([
    ['Ctrl+Alt+®@KeyR', 'reset'],
    ['Ctrl+Alt+ç@KeyC', 'difference'],
    ['Ctrl+Alt+Dead@KeyC', 'difference'],
    ['Ctrl+Alt+к@KeyR', 'reset'],
  ])('%s means %s, also in a terminal', (name, command) => {
    expect(commandFor(press(name), 'text')).toBe(command);
  });

  test.each([
    ['т@KeyN', 'next'],
    ['Shift+Т@KeyN', 'next'],
    ['ι@KeyI', null],
    ['φ@KeyF', 'fullscreen'],
    ['Shift+؟@Slash', 'help'],
    // Dvorak and AZERTY: the letter counts, not its place.
    ['n@KeyL', 'next'],
    ['q@KeyA', 'questions'],
    ['ö@Semicolon', null],
  ])('%s means %s', (name, command) => {
    expect(commandFor(press(name), 'deck')).toBe(command);
  });

  test('a character made with AltGr is text, whatever its place', () => {
    const state = { getModifierState: (name: string) => name === 'AltGraph' };
    expect(commandFor({ ...press('ń@KeyN'), ...state }, 'deck')).toBeNull();
  });
});

test('F11 is the deck’s where the browser has keyboard lock, the browser’s elsewhere', () => {
  for (const place of ['deck', 'text'] as const) {
    expect(commandFor(press('F11'), place, true)).toBe('fullscreen');
    expect(commandFor(press('F11'), place, false)).toBeNull();
  }
});

describe('listening', () => {
  /** Sends keys to a listener, as a page with nothing focused gets them. */
  function listening(options?: Parameters<typeof listenForKeys>[2]) {
    vi.stubGlobal('Element', class {});
    const target = new EventTarget();
    const run: string[] = [];
    listenForKeys(target as Window, (command) => run.push(command), options);
    const send = (name: string, more: object = {}, type = 'keydown') => {
      const event = new Event(type, { cancelable: true });
      target.dispatchEvent(Object.assign(event, press(name), { isComposing: false, repeat: false, ...more }));
      return event.defaultPrevented;
    };
    return { run, send };
  }

  test('a held key is one press, and the browser gets none of it', () => {
    const { run, send } = listening();
    for (const repeat of [false, true, true, true]) expect(send('PageDown', { repeat })).toBe(true);
    expect(send('PageDown')).toBe(true);
    expect(run).toEqual(['next', 'next']);
  });

  test('a held key types a prepared edit once', () => {
    const typed: string[] = [];
    const taker = { active: true, press: () => typed.push('press'), stop: () => typed.push('stop') };
    const { send } = listening({ taker });
    for (const repeat of [false, true, true]) expect(send('a', { repeat })).toBe(true);
    expect(typed).toEqual(['press']);
  });

  test('keys that open something of Firefox are kept from it, others are left alone', () => {
    const { run, send } = listening();
    expect(['/', "'"].map((name) => send(name))).toEqual([true, true]);
    expect(send('Alt', {}, 'keyup')).toBe(true);
    expect(['x', 'Ctrl+/', 'Tab', 'Ctrl+r', 'F12'].map((name) => send(name))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(run).toEqual([]);
  });

  test('a page may leave commands to the browser', () => {
    const { run, send } = listening({ left: ['speaker'] });
    expect(send('s')).toBe(false);
    expect(send('b')).toBe(true);
    expect(run).toEqual(['blank']);
  });
});

test('each key has one meaning at each place', () => {
  for (const where of ['everywhere', 'deck'] as const) {
    const keys = KEYS.filter((row) => row.where === where || row.where === 'everywhere').flatMap(
      (row) => row.keys,
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
});
