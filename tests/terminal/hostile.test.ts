// Hostile output in a real page: clipboard, titles, links, queries, endless sequences, pastes, secrets.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { runDir } from '../../server/door/run-file.ts';
import { endBrowsers, openDeck, startBrowser, terminalText, waitForText } from '../support/browser.ts';
import { drawn } from '../support/cells.ts';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';

let deck: Deck;
let context: BrowserContext;
let page: Page & { faults: string[] };
let started: number;

beforeAll(async () => {
  started = Date.now();
  deck = await startDeck(['--port', '4970', '--talk', 'tests/support/plain']);
  await deck.line(/^live plain$/);
  context = await startBrowser();
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
    origin: `http://127.0.0.1:${deck.port}`,
  });
  page = await openDeck(context, deck);
  // Two pages on one shell: if pages answered queries, each query would get two answers.
  await openDeck(context, deck);
  await page.bringToFront();
  await waitForText(page, 'plain', 'one', /\$/);
});
beforeEach(async () => {
  await page.locator('deck-terminal[pane="one"] .xterm-screen').click();
  await run('clear');
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
});

const run = async (command: string) => {
  await page.keyboard.insertText(command);
  await page.keyboard.press('Enter');
};
const shows = (pattern: RegExp) => waitForText(page, 'plain', 'one', pattern);
const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

let queries = 0;

/** Prints `sequence`, then reads for half a second what the terminal answers. @returns it, in the shell's quoting. */
async function answerTo(sequence: string): Promise<string> {
  const mark = `got-${++queries}`;
  // The mark is not in the command itself, so only the answer shows it.
  const say = `printf 'g%s-%s<%q>\\n' ot ${queries} "$x"`;
  await run(`clear; stty -echo; printf '${sequence}'; IFS= read -rsN 200 -t 0.5 x; stty echo; ${say}`);
  return new RegExp(`${mark}<(.*)>`).exec(await shows(new RegExp(`${mark}<.*>`)))![1]!.replace(/^''$/, '');
}

it('OSC 52: the clipboard is neither read nor written', async () => {
  await page.evaluate(() => navigator.clipboard.writeText('the speaker’s own'));
  const asks = ['c', 'p', '', 's0'].flatMap((which) =>
    ['?\\a', 'cHduZWQ=\\a', '?\\e\\\\', 'cHduZWQ=\\e\\\\'].map((data) => `\\e]52;${which};${data}`),
  );
  expect(await answerTo(asks.join(''))).toBe('');
  expect(await clipboard()).toBe('the speaker’s own');
});

it('titles stay in the terminal, and none is typed back', async () => {
  const title = await page.title();
  const titles = ['\\e]0;touch x\\a', '\\e]2;touch x\\e\\\\', '\\e]1;x\\a', '\\e[22t', '\\e[21t', '\\e[20t'];
  expect(await answerTo(titles.join(''))).toBe('');
  expect(await page.title()).toBe(title);
});

it('queries are answered once, however many pages there are, with nothing that the output chose', async () => {
  expect(await answerTo('\\e[5n')).toBe("$'\\E[0n'");
  expect(await answerTo('\\e[c')).toMatch(/^\$'\\E\[\?[0-9;]+c'$/);
  // DECRQSS: settings by name only; the answer doesn't repeat the query's text.
  for (const name of ['m', '\\nid\\n', 'touch x']) {
    expect(await answerTo(`\\eP$q${name}\\e\\\\`)).toMatch(/^(\$'\\EP[01]\$r[0-9;:m]*\\E\\\\')?$/);
  }
  // Windows don't move, print, or report their place.
  const windows = ['\\e[13t', '\\e[14t', '\\e[18t', '\\e[3;0;0t', '\\e[8;1;1t', '\\e[5i', '\\e[?1;2S'];
  expect(await answerTo(windows.join(''))).toBe('');
});

it('OSC 8 links run no script, and open nothing without Ctrl', async () => {
  const opened: string[] = [];
  const hear = (other: Page) => void other.waitForURL(/.*/).then(() => opened.push(other.url()));
  context.on('page', hear);
  // Chromium itself opens none of these; the test is that the page never calls window.open.
  await page.evaluate(() => {
    const calls: string[] = [];
    const open = window.open.bind(window);
    Object.assign(window, {
      ran: false,
      calls,
      open: (...words: Parameters<typeof open>) => {
        calls.push(String(words[0]));
        return open(...words);
      },
    });
  });
  const calls = () => page.evaluate(() => (window as unknown as { calls: string[] }).calls);
  const own = `http://127.0.0.1:${deck.port}/healthz`;
  /** Shows a link at the top and clicks it with a key held. */
  const click = async (uri: string, text: string, key?: string) => {
    await run(`clear; printf '\\e]8;;${uri}\\e\\\\${text}-%s\\e]8;;\\e\\\\\\n' LINK`);
    await shows(new RegExp(`^${text}-LINK$`, 'm'));
    const box = (await page.locator('deck-terminal[pane="one"] .xterm-rows > div').first().boundingBox())!;
    const at = { x: box.x + 20, y: box.y + box.height / 2 };
    // From another row: a link is looked up when the pointer enters its row.
    await page.mouse.move(at.x, at.y + 2 * box.height);
    await page.mouse.move(at.x, at.y);
    if (uri === own) await page.waitForSelector('deck-terminal[pane="one"] .xterm-cursor-pointer');
    else await drawn(page);
    if (key) await page.keyboard.down(key);
    await page.mouse.click(at.x, at.y);
    if (key) await page.keyboard.up(key);
    await drawn(page);
  };
  for (const key of [undefined, 'Control', 'Shift']) {
    await click('javascript:window.ran=true', `SCRIPT${key}`, key);
    await click('data:text/html,<script>1</script>', `DATA${key}`, key);
    await click('file:///etc/passwd', `FILE${key}`, key);
    if (key !== 'Control') await click(own, `OWN${key}`, key);
  }
  expect(await page.evaluate(() => (window as unknown as { ran: boolean }).ran)).toBe(false);
  expect(await calls()).toEqual([]);
  expect(opened).toEqual([]);
  expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1/);

  // The clicks do hit: an allowed link opens, in a page without a reference to ours.
  await click(own, 'CTRL', 'Control');
  await expect.poll(() => opened, { timeout: 15_000 }).toEqual([own]);
  const other = context.pages().find((each) => each.url() === own)!;
  expect(await other.evaluate(() => window.opener)).toBeNull();
  await other.close();
  context.off('page', hear);
});

// 300 kB is five times what is kept of an unfinished sequence; xterm reads about 1 MB/s.
it('sequences that are huge or never end do no harm to what comes after', async () => {
  const rss = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${deck.process.pid}/status`, 'utf8'))![1]) / 1024;
  const before = rss();
  const endless = [
    '\\e]0;',
    '\\e]8;;http://',
    '\\e]133;D;',
    '\\eP$q',
    '\\eP',
    '\\e[',
    '\\e]52;c;',
    '\\e_',
    '\\e^',
  ];
  for (const [index, begin] of endless.entries()) {
    // Each has its own mark: the one before may still be on the screen. An answer may stand before it, echoed.
    const mark = new RegExp(`on2-${index}$`, 'm');
    const print = async () => {
      // The answer to a query before is on the shell's line, as in any terminal; it may come a moment later.
      await page.keyboard.press('Control+C');
      await run(
        `clear; printf '${begin}'; head -c 300000 /dev/zero | tr '\\0' 1; printf '\\a\\e\\\\\\n'; echo on$((1+1))-${index}`,
      );
      return shows(mark).then(
        () => true,
        () => false,
      );
    };
    expect((await print()) || (await print()) || (await print()), begin).toBe(true);
  }
  expect(rss() - before).toBeLessThan(150);
  await run('clear; echo alive $((6 * 7))');
  await shows(/alive 42/);
}, 120_000);

it('a paste contains no sequence that a terminal obeys, in the real page', async () => {
  const paste = (text: string) =>
    page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      const target = document.querySelector('deck-terminal[pane="one"] textarea')!;
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  const evil = 'A\u001b[201~B\u0003C\u009b201~D\u001b]52;c;?\u0007E\u007fF';
  for (const mode of ['l', 'h']) {
    await run(
      `clear; stty raw -echo; printf '\\e[?2004${mode}'; printf 'ready%s' ${mode}-; head -c ${mode === 'h' ? 28 : 16} | cat -v; stty sane; printf '\\e[?2004l'; echo; echo done${mode}$((1+1))`,
    );
    // Different words each time, since the words of the time before may still be there.
    await shows(new RegExp(`ready${mode}-`));
    await paste(evil);
    const text = await shows(new RegExp(`done${mode}2`));
    const clean = 'AB[201~BCD]52;c;?EF'.replace('AB[201~B', 'A[201~B').replace('CD', 'C201~D');
    expect(text).toContain(
      mode === 'h' ? `readyh-^[[200~${clean}`.slice(0, 35) : `readyl-${clean}`.slice(0, 23),
    );
    expect(text.match(/\^\[/g)?.length ?? 0).toBe(mode === 'h' ? 1 : 0);
    await page.keyboard.press('Enter');
    await run('clear');
  }
});

it('the pane’s terminal is closed to other users', async () => {
  await run("clear; stat -c 'mode:%a uid:%u' $(tty)");
  const [, mode, uid] = /mode:(\d+) uid:(\d+)/.exec(await shows(/mode:\d+ uid:\d+/))!;
  expect(Number.parseInt(mode!, 8) & 0o006).toBe(0);
  expect(Number(uid)).toBe(process.getuid!());
});

it('typed text is written to no printed line and no file', async () => {
  // In two halves, so that the test's own files don't contain it.
  const secret = ['correct-horse', 'battery-staple', String(process.pid)].join('-');
  // Keys that come before `read` asks would be the shell's, whose Enter is another character.
  await run('clear; read -rsp "word? " password; echo read $(printf %s "$password" | wc -c)');
  await shows(/^word\?$/m);
  await run(secret);
  await shows(new RegExp(`read ${secret.length}`));
  await run(`: ${secret}; echo also $((6 * 7))`);
  await shows(/also 42/);
  // By the end of the shell, its history and the server's files of the pane would be written.
  await run('exit');
  await page.waitForSelector('deck-terminal[pane="one"][state="exited"]');
  expect(deck.lines.filter((line) => line.includes(secret))).toEqual([]);
  const places = [runDir(), join(ROOT, '.cache'), join(ROOT, 'tests/support/plain'), join(ROOT, 'dist')];
  const files = [
    ...places.flatMap((dir) => changedFiles(dir)),
    ...readdirSync(tmpdir())
      .map((name) => join(tmpdir(), name))
      .filter((path) => /^(ebpf-talk|deck-(?!browser))/.test(path.slice(tmpdir().length + 1)))
      .flatMap((path) => (statSync(path).isDirectory() ? changedFiles(path) : [path])),
    join(homedir(), '.bash_history'),
  ];
  expect(files).toContain(join(runDir(), `${deck.port}.json`));
  for (const file of files) {
    const text = (() => {
      try {
        return readFileSync(file, 'latin1');
      } catch {
        return '';
      }
    })();
    expect([file, text.includes(secret)]).toEqual([file, false]);
  }
  // It was really typed: the terminal shows the part that was not hidden.
  expect(await terminalText(page, 'plain', 'one')).toContain(secret);
});

/** Files below `dir` that were written since the deck was started. */
function changedFiles(dir: string): string[] {
  let entries: string[] = [];
  try {
    entries = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return entries
    .map((name) => join(dir, name))
    .filter((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat?.isFile() && stat.mtimeMs >= started - 1000;
    });
}

it('after all that, the pages have no errors', () => {
  expect(page.faults.filter((fault) => !/404/.test(fault))).toEqual([]);
});
