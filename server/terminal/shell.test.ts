// What marks and keys say of a pane's shell.
import { describe, expect, it } from 'vitest';
import { PaneShell } from './shell.ts';

function atPrompt(): PaneShell {
  const shell = new PaneShell();
  shell.hear({ kind: 'prompt', pid: 7, number: '1', status: 0 });
  return shell;
}

describe('PaneShell', () => {
  it('takes a prompt that is drawn again for the same one', () => {
    const shell = atPrompt();
    shell.keys('abc', 'hand');
    expect(shell.hear({ kind: 'prompt', pid: 7, number: '1', status: 0 })).toBe(false);
    expect(shell).toMatchObject({ prompts: 1, typed: 'keys' });
    expect(shell.hear({ kind: 'prompt', pid: 7, number: '2', status: 130 })).toBe(true);
    expect(shell).toMatchObject({ prompts: 2, status: 130 });
  });

  it('ignores the marks of a shell inside it', () => {
    const shell = atPrompt();
    shell.hear({ kind: 'start', pid: 7 });
    expect(shell.hear({ kind: 'prompt', pid: 8, number: '2', status: 0 })).toBe(false);
    expect(shell.state).toBe('running');
  });

  it.each([
    ['a line with its Enter', ['ran', '\r'], 'nothing'],
    ['Ctrl-C, which empties the queue', ['ran', '\x03'], 'nothing'],
    ['text behind an Enter', ['ran\rmore'], 'early'],
    ['several lines and a rest', ['one\ntwo\nthree'], 'early'],
    ['text behind Ctrl-C', ['ran\x03more'], 'early'],
    ['a line behind Ctrl-C', ['ran', '\x03', 'more\r'], 'early'],
    ['a second line', ['ran\r', 'more\r'], 'early'],
  ] as const)('knows what may be on the next line after %s', (_, keys, typed) => {
    const shell = atPrompt();
    for (const key of keys) shell.keys(key, 'hand');
    shell.hear({ kind: 'prompt', pid: 7, number: '2', status: 0 });
    expect(shell.typed).toBe(typed);
  });

  it('keeps keys for the next line that came while a command ran, over any number of prompts', () => {
    const shell = atPrompt();
    shell.hear({ kind: 'start', pid: 7 });
    shell.keys('one\rtwo', 'hand');
    for (const number of ['2', '3']) {
      shell.hear({ kind: 'prompt', pid: 7, number, status: 0 });
      expect(shell.typed).toBe('early');
    }
    shell.empty();
    shell.hear({ kind: 'prompt', pid: 7, number: '4', status: 0 });
    expect(shell.typed).toBe('nothing');
  });

  it('counts hands, and not the deck', () => {
    const shell = atPrompt();
    shell.keys('deck', 'deck');
    shell.keys('\x1b[?1;2c', 'hand');
    expect(shell.hands).toBe(1);
  });
});
