// The deck on paper, by the real command: one page per slide, whole notes, and a cheat sheet on one page.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endBrowsers, startBrowser } from '../support/browser.ts';
import { recordedEnd, slideWords } from '../support/content.ts';
import { ROOT } from '../support/deck.ts';
import { endSites, startSite } from '../support/site.ts';

const slides = slideWords();
let out: string;

/** As a speaker runs it: without vitest's NODE_ENV, which changes the build. */
function exportDeck(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { NODE_ENV: _, ...own } = process.env;
  return spawnSync(process.execPath, ['start.mjs', 'export', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...own, ...env },
  });
}

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'deck-export-'));
  const { status, stderr } = exportDeck(['--out', out]);
  expect([status, stderr]).toEqual([0, expect.not.stringMatching(/ebpf-talk: /)]);
});
afterEach(async () => {
  await endBrowsers();
  endSites();
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('slides.pdf', () => {
  it('has one 16:9 page per slide, with its title', () => {
    expect(info('slides.pdf')).toMatchObject({ Pages: String(slides.length), 'Page size': '1440 x 810 pts' });
    expect(pages('slides.pdf').map((text, i) => text.includes(squeeze(slides[i]!.title)))).toEqual(
      slides.map(() => true),
    );
  });

  it('shows the last lines of its recording in every terminal, on its last slide', async () => {
    const texts = pages('slides.pdf');
    let terminals = 0;
    for (const [i, { panes }] of slides.entries()) {
      for (const pane of panes) {
        if (slides.slice(i + 1).some((later) => later.panes.includes(pane))) continue;
        const lines = recordedEnd(pane)
          .split('\n')
          .filter((line) => line.trim().length > 2);
        for (const line of lines.slice(-2)) expect(texts[i]).toContain(squeeze(line));
        terminals++;
      }
    }
    expect(terminals).toBeGreaterThanOrEqual(4);
  });

  it('embeds its fonts', () => {
    const fonts = execFileSync('pdffonts', [join(out, 'slides.pdf')], { encoding: 'utf8' }).split('\n');
    const rows = fonts.slice(2).filter((row) => row !== '');
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter((row) => !/ yes (?:yes|no) +(?:yes|no) +\d+ +0$/.test(row))).toEqual([]);
  });
});

describe('notes.pdf', () => {
  it('has one A4 page per slide, with its title and its whole notes', () => {
    expect(info('notes.pdf').Pages).toBe(String(slides.length));
    expect(info('notes.pdf')['Page size']).toMatch(/A4/);
    const texts = pages('notes.pdf');
    for (const [i, { title, notes }] of slides.entries()) {
      expect(texts[i]).toContain(squeeze(title));
      expect(texts[i]).toContain(squeeze(notes).slice(-40));
      expect(squeeze(notes).length).toBeGreaterThan(40);
    }
  });
});

describe('cheat-sheet.pdf', () => {
  it('is one A4 page with the facts, the commands and the code', () => {
    expect(info('cheat-sheet.pdf')).toMatchObject({ Pages: '1', 'Page size': expect.stringMatching(/A4/) });
    const [text] = pages('cheat-sheet.pdf');
    const source = readFileSync(join(ROOT, 'bpf/ping-monitor/ping-monitor-ebpf/src/main.rs'), 'utf8');
    const typed = /^fn try_ping_monitor[\s\S]*?^}/m.exec(source)![0];
    for (const words of [
      '0x0008',
      'ping -c 3 10.0.0.70',
      `RUST_LOG=info cargo run --config 'target."cfg(all())".runner="sudo -E"' -- --iface eno1`,
      'unsafe fn ptr_at<T: Copy>(ctx: &TcContext, offset: usize)',
      ...typed.split('\n'),
    ]) {
      expect(text).toContain(squeeze(words));
    }
  });
});

it('shows every terminal and every fragment, dark or light, with and without notes', async () => {
  const site = await startSite('/');
  const page = await (await startBrowser()).newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  for (const query of ['', '?theme=dark', '?notes']) {
    await page.goto(`${site.address}print.html${query}`);
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    const texts = await page.locator('deck-terminal pre').allTextContents();
    expect(texts).toHaveLength(slides.flatMap(({ panes }) => panes).length);
    expect(texts.filter((text) => text.trim().length < 40)).toEqual([]);
    expect(await page.locator('[data-cut]').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    // A highlight that is followed by another has ended by the slide's end.
    const shown = await page
      .locator('.fragment:not(.fade-out, .current-visible)')
      .evaluateAll((all) =>
        all.map((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true })),
      );
    expect(shown.length).toBeGreaterThan(10);
    expect(shown).not.toContain(false);
    await page.emulateMedia({ media: null });
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    );
    const bodies = await Promise.all(loaded.map((url) => fetch(url).then((response) => response.text())));
    const words = /[A-Za-z ,]{30,}/.exec(slides[0]!.notes)![0];
    expect(bodies.some((body) => body.includes(words))).toBe(query === '?notes');
  }
  expect(faults).toEqual([]);
});

it('names what to install when there is no browser, and an option that it doesn’t know', () => {
  const none = exportDeck(['--out', out], { PATH: '/nowhere' });
  expect([none.status, none.stderr]).toEqual([
    1,
    expect.stringMatching(/no browser .*apt-get install chromium/),
  ]);
  const wrong = exportDeck(['--theme', 'sepia']);
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringMatching(/--theme sepia.*\nusage: /)]);
});

function info(name: string): Record<string, string> {
  const lines = execFileSync('pdfinfo', [join(out, name)], { encoding: 'utf8' }).split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/:\s+(.*)/).slice(0, 2)));
}

/** The selectable text of every page. */
function pages(name: string): string[] {
  const text = execFileSync('pdftotext', ['-layout', join(out, name), '-'], { encoding: 'utf8' });
  return text.split('\f').slice(0, -1).map(squeeze);
}

/** Only letters and digits: line breaks and quotes may differ on paper. */
function squeeze(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
