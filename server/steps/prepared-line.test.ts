// Whatever a hand has left on a shell's line, in whatever mode: what runs is the prepared command, or nothing.
import { afterEach, describe, expect, it } from 'vitest';
import { ended, openShells, type ShellFixture, type TestStep } from './shell-fixture.ts';

const ESC = '\x1b';
const CTRL_C = '\x03';
const CTRL_O = '\x0f';
const CTRL_R = '\x12';
const CTRL_V = '\x16';
const LEFT = `${ESC}[D`;

let shells: ShellFixture | undefined;
afterEach(() => {
  shells?.dispose();
  shells = undefined;
});

function open(steps: readonly TestStep[], options?: Parameters<typeof openShells>[1]): ShellFixture {
  shells = openShells(steps, options);
  return shells;
}

/** Types by hand, and waits until the shell has read it all: nothing was echoed for as long as people take for a key. */
async function byHand({ session }: ShellFixture, keys: readonly string[]): Promise<void> {
  await expect.poll(() => session.shell.state).toBe('prompt');
  for (const key of keys) {
    session.input(key);
    await expect.poll(() => session.quietMs).toBeGreaterThan(100);
  }
}

describe('a line that a hand has touched is thrown away', () => {
  const hands: Record<string, readonly string[]> = {
    'nothing typed': [],
    'text, with the cursor at its end': ['rm -rf nonsense'],
    'text, with the cursor inside': ['echo inside', LEFT.repeat(4)],
    'text, with the cursor at its start': ['echo first', '\x01'],
    'an open quote, and its continuation line': ["echo 'open\r"],
    'two continuation lines': ["echo 'open\r", 'more\r'],
    'an open quote, and text on the continuation line': ["echo 'open\r", 'and more'],
    'a here-document': ['cat <<END\r', 'text'],
    'a line that ends with a backslash': ['echo one \\\r'],
    'an open brace': ['{ ran in-a-brace\r'],
    'a search backwards': [CTRL_R, 'ran'],
    'a search that finds nothing': [CTRL_R, 'no such line'],
    'a search forwards': ['\x13', 'x'],
    'quoted insert': [CTRL_V],
    'text, and quoted insert': ['abc', CTRL_V],
    'the question of a completion': ['\t\t'],
    'the pager of a completion': ['\t\ty'],
    'a numeric argument': [`${ESC}7`],
    'one half of a key': [ESC],
    'one half of an arrow key': [`${ESC}[`],
    'the start of a paste in brackets': [`${ESC}[200~pasted\nlines`],
    'a paste of several lines without brackets': ['ran pasted-1\nran pasted-2\nran pas'],
    'a report of the mouse': [`${ESC}[<0;10;5M`],
    'a report of the focus': [`${ESC}[I`],
    'the answer to a question about the terminal': [`${ESC}[?1;2c`],
    'a macro': ['\x18(abc'],
    'vi mode, inserting': ['set -o vi\r', 'abc'],
    'vi mode, commands': ['set -o vi\r', 'abc', ESC],
    'vi mode, replacing one character': ['set -o vi\r', 'abc', ESC, 'r'],
    'vi mode, a search': ['set -o vi\r', 'abc', ESC, '/x'],
    'vi mode, before a motion': ['set -o vi\r', 'abc', ESC, 'd'],
    'a word that stands for another': ['bind \'"r": "x"\'\r', `bind -r r\r`, 'abc'],
    'history expansion on': ['set -o histexpand\r'],
    'another prompt': ["PS1='demo> '\r"],
    'another prompt, of two lines': ["PS1='one\\ntwo> '\r", 'abc'],
    'no PROMPT_COMMAND': ['PROMPT_COMMAND=\r'],
    'another PROMPT_COMMAND': ["PROMPT_COMMAND='printf title'\r", 'abc'],
    'another continuation prompt': ["PS2='... '\r", "echo 'open\r"],
    'no mark at a start': ['PS0=\r'],
    'an empty line': ['\r'],
    'Ctrl-C': ['abc', CTRL_C],
    'Ctrl-O': [`ran by-hand${CTRL_O}`],
    'Ctrl-S': ['\x13'],
    'a cleared screen': ['abc', '\x0c'],
  };
  it.each(Object.entries(hands))('%s', async (_, keys) => {
    const shells = open([{ id: 'say', command: 'ran "as  prepared"' }]);
    await byHand(shells, keys);
    const before = shells.lines();
    expect(await shells.give('say')).toMatchObject({ state: 'met', how: 'typed' });
    expect(shells.lines().slice(before.length)).toEqual(['as  prepared']);
  });
});

describe('what is prepared arrives as written', () => {
  const commands: Record<string, [command: string, words: string[]]> = {
    'a tab in quotes': ["ran 'a\tb'", ['a\tb']],
    'a here-document with tabs': ['ran "$(cat <<END\n\tone\n\t\ttwo\nEND\n)"', ['\tone\n\t\ttwo']],
    'several lines': ['ran one\nran two', ['one', 'two']],
    'exclamation marks': ['ran "Hello! !! !$ !1"', ['Hello! !! !$ !1']],
    'quotes of both kinds': [`ran 'it'"'"'s' "a \\"b\\""`, [`it's a "b"`]],
    'backslashes and percents': ["ran 'a\\n%s%0A%25'", ['a\\n%s%0A%25']],
    'other scripts, wide and combined characters': [
      "ran 'żółć 你好 e\u0301 👩‍💻'",
      ['żółć 你好 e\u0301 👩‍💻'],
    ],
    'control characters': ["ran 'a\x01\x1b\x7fb'", ['a\x01\x1b\x7fb']],
    'a line of several rows': [`ran ${'long '.repeat(60)}end`, [`${'long '.repeat(60)}end`]],
    'a dollar at its end': ['ran a; x=$', ['a']],
  };
  it.each(Object.entries(commands))('%s', async (_, [command, words]) => {
    const shells = open([{ id: 'say', command, keysPerSecond: 500 }]);
    shells.steps.act('demo', 'say', 'run');
    expect(await shells.until('say', ended)).toMatchObject({ state: 'met' });
    expect(shells.lines()).toEqual(words);
  });
});

it('Ctrl-C just before Enter throws the line away; what runs is the next one, whole', async () => {
  const shells = open([{ id: 'say', command: 'ran "as  prepared"' }]);
  await byHand(shells, []);
  let told = 0;
  shells.session.watch({
    mark: ({ kind }) => {
      if (kind === 'line' && ++told === 1) shells.session.input(CTRL_C);
    },
  });
  expect(await shells.give('say')).toMatchObject({ state: 'met' });
  expect(shells.lines()).toEqual(['as  prepared']);
});

it('a line behind Ctrl-C, and one behind another, are not gone on with', async () => {
  for (const keys of [
    [CTRL_C, "ran 'open\r"],
    ['sleep 0.1\r', "ran 'open\r"],
  ]) {
    const shells = open([{ id: 'say', command: 'ran "as  prepared"' }]);
    await byHand(shells, []);
    for (const key of keys) shells.session.input(key);
    expect(await shells.give('say')).toMatchObject({ state: 'met' });
    expect(shells.lines()).toEqual(['as  prepared']);
  }
});

describe('while the deck types', () => {
  const events: Record<string, (shells: ShellFixture) => void> = {
    'a key of a hand': ({ session }) => session.input('x'),
    'Enter of a hand': ({ session }) => session.input('\r'),
    'a paste': ({ session }) => session.input('ran pasted\nran again\n'),
    'Ctrl-C': ({ session }) => session.input(CTRL_C),
    'a report of the mouse': ({ session }) => session.input(`${ESC}[<35;1;1M`),
    'a question about the terminal': ({ session }) => session.pty.print(`${ESC}[c${ESC}[6n`),
    'output of something in the background': ({ session }) => session.pty.print('in between\r\n'),
  };
  it.each(Object.entries(events))('%s changes nothing of what is run', async (_, happen) => {
    const command = `ran ${'word '.repeat(8)}end`;
    const shells = open([{ id: 'say', command, keysPerSecond: 200 }]);
    await byHand(shells, []);
    shells.steps.act('demo', 'say', 'run');
    await expect.poll(() => shells.session.cursorLine().length, { interval: 1 }).toBeGreaterThan(8);
    happen(shells);
    expect(await shells.until('say', ended)).toMatchObject({ state: 'met' });
    expect(shells.lines()).toEqual([`${'word '.repeat(8)}end`]);
  });
});
