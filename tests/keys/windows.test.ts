// Real key events in real windows: Chromium and Firefox on an X display with a window manager.
// A run presses a few of the keys of docs/keys.md, and with --all every one.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL, sample } from '../support/breadth.ts';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';
import { DeckWindow } from '../support/deck-window.ts';
import { outcomeOf, putBack } from '../support/key-outcome.ts';
import keyed from '../support/keyed/talk.ts';
import { until } from '../support/until.ts';

const [{ workspace }] = keyed.demos;

/** The rows of docs/keys.md under "What a shell gets": the key, and what happens in each kind of window. */
const TABLE = readFileSync(join(ROOT, 'docs/keys.md'), 'utf8')
  .split('## What a shell gets')[1]!
  .split('\n## ')[0]!
  .match(/^\| (?!key|---).*$/gm)!
  .map((row) => row.slice(2, -2).split(' | '));

/** A key's name in docs/keys.md as xdotool has it. */
function pressed(key: string): string {
  const names: Record<string, string> = {
    ...{
      Ctrl: 'ctrl',
      Shift: 'shift',
      Esc: 'Escape',
      PageUp: 'Prior',
      PageDown: 'Next',
      Backspace: 'BackSpace',
    },
    ...{ '↑': 'Up', '←': 'Left', '': 'plus', '-': 'minus' },
  };
  if (key === 'Alt') return 'Alt_L';
  const parts = key.replace(/\+\+$/, '+').split('+');
  return parts
    .map((part) => names[part] ?? (part === 'Alt' || /^[A-Z]$/.test(part) ? part.toLowerCase() : part))
    .join('+');
}

let deck: Deck;
beforeAll(async () => {
  deck = await startDeck(['--port', '5600', '--talk', 'tests/support/keyed']);
  await deck.line(/^live keyed$/);
});
afterAll(async () => {
  await endDecks();
  rmSync(join(ROOT, workspace), { recursive: true, force: true });
});

describe.each(['chromium', 'firefox'] as const)('%s', (browser) => {
  const locks = browser === 'chromium';
  let window: DeckWindow;
  beforeAll(async () => {
    window = await DeckWindow.open(browser, deck);
  });
  afterAll(() => window.dispose());

  it('the screen stays awake while the deck is shown', async () => {
    await window.sees(({ awake }) => awake === 1, 'no wake lock');
    await window.press('ctrl+t');
    await window.sees(({ awake }) => awake === 0, 'a hidden deck keeps the screen on');
    await window.press('ctrl+w');
    await window.sees(({ awake }) => awake === 1, 'not asked for again');
    expect((await window.seen()).hint).toBe('');
  });

  it('a held key is one press', async () => {
    await window.goto('links');
    await window.click('section.present h2');
    await window.seen();
    await window.display.xdotool('keydown', 'Page_Down', 'sleep', '1', 'keyup', 'Page_Down');
    const { gotten, slide } = await window.seen();
    expect(gotten.length).toBeGreaterThan(3);
    expect(slide).toBe(1);
  });

  it('a shell gets the keys that a page may take; Ctrl+W asks first', async () => {
    await window.goto('shell');
    await window.withBytes(async () => {
      await window.press('ctrl+r', 'F5', 'ctrl+p', 'ctrl+s');
      await window.sees(({ text }) => text.includes('^R^[[15~^P^S'), 'the shell did not get the keys');
      await window.press('ctrl+w');
      await window.asked(false);
      await window.sees(({ typing }) => typing, 'the terminal lost the focus');
    });
  });

  it('full screen by F11: Escape reaches the shell, and with keyboard lock Ctrl+W, Ctrl+N and Ctrl+T', async () => {
    await window.goto('shell');
    await window.withBytes(async () => {
      const before = await window.seen();
      await window.press('F11');
      await window.sees(({ height }) => height > before.height, 'F11 is not full screen');
      await window.press('Escape');
      await window.sees(({ text }) => text.includes('^['), 'the shell did not get Escape');
      if (locks) {
        await window.press('ctrl+w', 'ctrl+n', 'ctrl+t');
        await window.sees(({ text }) => text.includes('^[^W^N^T'), 'the shell did not get the keys');
        expect((await window.seen()).full).toBe(true);
      }
      await window.press('F11');
      await window.sees(({ height }) => height === before.height, 'F11 does not leave full screen');
      expect((await window.seen()).text).not.toContain('~');
    });
  });

  it('full screen by F: Escape closes what is open, where the browser leaves it to the page', async () => {
    await window.goto('links');
    await window.click('section.present h2');
    await window.press('f');
    await window.sees(({ full }) => full, 'F is not full screen');
    await window.press('question');
    await window.sees(({ help }) => help, 'no help');
    await window.press('Escape');
    await window.sees(({ full, help }) => (locks ? full && !help : !full), 'Escape');
    if (locks) await window.press('f');
    else await window.press('Escape');
    await window.sees(({ full, help }) => !full && !help, 'full screen or help is still there');
  });

  it('two ways out of a terminal; the window manager takes one of them', async () => {
    await window.goto('shell');
    await window.enter();
    await window.press('ctrl+alt+Up');
    await window.press('shift+Escape');
    await window.sees(({ typing }) => !typing, 'Shift+Escape does not leave');
    // Of this window manager; it never reaches the page.
    expect((await window.seen()).gotten.map(({ key }) => key)).not.toContain('ArrowUp');
    expect(await window.window.tabs()).toHaveLength(1);
  });

  it('/, ’ and Alt open nothing over a slide', async () => {
    await window.goto('links');
    await window.click('section.present h2');
    const before = await window.seen();
    await window.press('slash', 'a', 'apostrophe', 'a', 'Alt_L');
    await window.press('Page_Down');
    await window.sees(({ slide }) => slide === 1, 'Next does nothing');
    expect((await window.seen()).height).toBe(before.height);
  });

  it('a selection is copied by Ctrl+Shift+C and pasted by a middle click', async () => {
    await window.goto('shell');
    await window.enter();
    await window.display.type('clear; echo se""lected');
    await window.press('Return');
    await window.sees(({ text }) => /^selected/m.test(text), 'no output');
    const line = 'section.present .xterm-rows > :nth-child(1)';
    const height = (await window.seen()).height;
    const drag = async () => {
      const from = await window.place(line, 0.001);
      const to = await window.place(line, 0.6);
      await window.display.xdotool(
        'mousemove',
        ...from,
        'mousedown',
        '1',
        'mousemove',
        ...to,
        'mouseup',
        '1',
      );
    };
    await drag();
    await window.press('ctrl+shift+c');
    await window.display.type('echo [');
    await window.press('ctrl+shift+v');
    await window.sees(({ text }) => text.includes('echo [selected'), 'nothing was copied');
    await window.press('ctrl+u');
    await drag();
    await window.display.type('echo (');
    await window.display.xdotool('click', '2');
    await window.sees(({ text }) => text.includes('echo (selected'), 'nothing was pasted by a middle click');
    await window.press('ctrl+u');
    expect((await window.seen()).height).toBe(height);
  });

  it('an editor saves by Ctrl+S, and keeps Ctrl+letters from the browser', async () => {
    // The first pane of a demo empties its workspace.
    await window.goto('shell');
    writeFileSync(join(ROOT, workspace, 'text.rs'), '// one two three\n');
    await window.goto('file');
    await window.enter();
    await window.press('ctrl+Home');
    await window.display.type('x');
    await window.press('ctrl+s');
    await window.sees(({ hint }) => hint === 'saved', 'nothing says that it is saved');
    await window.press('ctrl+p', 'ctrl+r', 'ctrl+o', 'BackSpace');
    await window.sees(({ focused, text }) => focused && text.startsWith('// one'), 'the browser took a key');
    if (!locks) return;
    await window.press('F11');
    await window.sees(({ full }) => full, 'no full screen');
    await window.press('ctrl+Home', 'ctrl+Right', 'ctrl+Right', 'ctrl+w');
    await window.sees(({ text }) => !text.includes('one'), 'Ctrl+W deletes no word');
    await window.press('ctrl+z', 'F11');
    await window.sees(({ full, text }) => !full && text.includes('one'), 'full screen stays');
  });

  it('links open beside the deck', async () => {
    await window.goto('links');
    for (const selector of ['section.present p > a[href^="https"]', '#raw', '#drawn']) {
      await window.click(selector);
      await until(async () => (await window.window.tabs()).length === 2, 'the link opened nothing');
      expect(
        (await window.window.tabs()).filter((url) => url.startsWith(new URL('/', deck.address).href)),
      ).toHaveLength(1);
      await window.window.closeOthers();
    }
  });

  it.each(locks ? [false, true] : [false])(
    'the shell gets what docs/keys.md says (full screen: %s)',
    async (full) => {
      const column = full ? 2 : locks ? 1 : 3;
      await window.goto('shell');
      await window.withBytes(async () => {
        await putBack(window, full);
        const wrong: string[] = [];
        for (const row of sample(TABLE, 3)) {
          const said = row[column]!;
          if (said === 'not pressed') continue;
          const seen = await outcomeOf(window, pressed(row[0]!), said);
          if (seen !== said) wrong.push(`${row[0]}: ${seen}, not ${said}`);
          await putBack(window, full);
        }
        expect(wrong).toEqual([]);
        await putBack(window, false);
      });
    },
    ALL ? 600_000 : undefined,
  );

  it('reloading asks nothing; a window that is closed all the same opens at the same slide', async () => {
    await window.goto('links');
    await window.click('section.present h2');
    await window.press('End');
    await window.sees(({ slide }) => slide === 3, 'End does nothing');
    const { loaded } = await window.seen();
    await window.press('F5');
    await window.sees((seen) => seen.loaded !== loaded, 'F5 on a slide does not reload');
    await window.ready();
    await window.click('section.present h2');
    await window.press('Page_Up');
    await window.sees(({ slide }) => slide === 2, 'Previous does nothing');
    await window.press('ctrl+t', 'ctrl+Tab');
    await window.sees(({ focused }) => focused, 'the deck’s tab is not in front');
    await window.press('ctrl+w');
    await window.asked(true);
    await until(async () => (await window.window.tabs()).length === 1, 'the tab is still there');
    await window.window.goto(deck.address);
    await window.ready();
    expect((await window.seen()).slide).toBe(2);
  });
});
