// "What if I leave the check out?" for real: built, loaded in the lab, refused, and explained on the slide.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { bundleLook } from '../../checks/look/bundle.ts';
import { checkSlide, SIZES, THEMES } from '../../checks/look/walk.ts';
import { type Refusal, readVerdict } from '../../deck/verifier/log.ts';
import { takeArtefacts } from '../../server/system/artefacts.ts';
import {
  endBrowsers,
  goToSlide,
  openDeck,
  startBrowser,
  terminalText,
  waitForText,
} from '../support/browser.ts';
import { type Deck, endDecks, live, ROOT, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';

const PROJECT = join(ROOT, 'bpf/ping-monitor');
const KERNEL_SIDE = 'ping-monitor-ebpf/src/main.rs';
const CHECK = `    if start + offset + len > end {
        return Err(TC_ACT_PIPE);
    }
`;
const READ = 'Ok(*((start + offset) as *const T))';
const RUN = `RUST_LOG=info cargo run --config 'target."cfg(all())".runner="sudo -E"' -- --iface eno1`;
/** Longest time for a build and a load, in ms: usually some seconds, but other tests may build at the same time. */
const BUILD_MS = 150_000;
const SPOKEN = /^processed \d+ insns|attached to eno1|could not compile/m;

let dir: string;
let deck: Deck;
beforeAll(async () => {
  if (process.getuid?.() !== 0) return;
  deck = await startDeck(['--port', '5150']);
  await live(deck); // By now the demo's program is built.
  dir = join(ROOT, '.cache/verdict');
  rmSync(dir, { recursive: true, force: true });
  cpSync(PROJECT, dir, { recursive: true, filter: (path) => path !== join(PROJECT, 'target') });
  await takeArtefacts(ROOT, join(dir, 'target'));
}, 240_000);
afterAll(async () => {
  await endBrowsers();
  await endDecks();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

/** Writes the kernel side with another check. @returns its text. */
function write(check: string): string {
  const finished = readFileSync(join(PROJECT, KERNEL_SIDE), 'utf8');
  expect(finished.split(CHECK)).toHaveLength(2);
  const source = finished.replace(CHECK, check);
  writeFileSync(join(dir, KERNEL_SIDE), source);
  return source;
}

async function type(page: Page, line: string): Promise<void> {
  await page.locator('section.present deck-terminal[pane="laptop"] .xterm-screen').click();
  await page.keyboard.type(`${line}\n`);
}

/** Builds and runs it in a cleared pane. @returns the verifier's refusal. */
async function refusedRun(page: Page): Promise<Refusal> {
  await type(page, 'clear');
  await page.waitForSelector('section.present deck-verdict[outcome="none"]', { state: 'attached' });
  await type(page, RUN);
  const verdict = readVerdict(await waitForText(page, 'ping-monitor', 'laptop', SPOKEN, BUILD_MS));
  if (!verdict.refused) {
    throw new Error(`not refused; it shows:\n${await terminalText(page, 'ping-monitor', 'laptop')}`);
  }
  return verdict;
}

/** The words that the block shows. */
async function shown(page: Page, outcome: string) {
  const block = page.locator(`section.present deck-verdict[outcome="${outcome}"]`);
  await block.waitFor();
  return {
    word: await block.locator('.deck-verdict-word').textContent(),
    why: await block.locator('.deck-verdict-why').textContent(),
    lines: await block
      .locator('.deck-verdict-line')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent))),
  };
}

/** The line of the source that a refusal names. */
function lineOf(source: string, { rust }: Refusal): string | undefined {
  return source.split('\n')[(rust?.line ?? 0) - 1]?.trim();
}

itAsRoot(
  'shows the refusal, tied to the line of Rust, and that it loads with the check back',
  async () => {
    const context = await startBrowser({ width: 1920, height: 1080 });
    await context.addInitScript({ content: await bundleLook() });
    const page = await openDeck(context, deck);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await goToSlide(page, 'deck-verdict');
    await waitForText(page, 'ping-monitor', 'laptop', /\$/);
    await type(page, `cd ${dir}; export CARGO_TARGET_DIR=${dir}/target; clear`);

    // Without any check.
    const without = write('');
    const none = await refusedRun(page);
    expect(none).toMatchObject({
      register: 'R1',
      reason: expect.stringMatching(/^invalid access to packet, off=12 size=2, .*r=0\)$/),
      rust: { file: 'main.rs', text: READ },
      why: 'Nothing has checked how long the packet is; this needs its first 14 bytes.',
    });
    expect(lineOf(without, none)).toBe(READ);
    expect(await shown(page, 'refused')).toEqual({
      word: 'Refused',
      why: none.why,
      lines: [
        [`main.rs, line ${none.rust!.line}`, READ],
        [`instruction ${none.at!.insn}`, none.at!.text],
        ['the verifier', none.reason],
      ],
    });
    // The loader's whole message fits into the pane's ten rows, with the prompt.
    const rows = (await terminalText(page, 'ping-monitor', 'laptop')).split('\n');
    const message = rows.slice(rows.findIndex((row) => row.startsWith('ping-monitor: the verifier refused')));
    expect(message.length).toBeLessThanOrEqual(10);
    expect(message.every((row) => row.length <= 100)).toBe(true);
    await looksRight(page);

    // With half a check, and with a check of only one place: other programs have other logs.
    const half = write(CHECK.replace(' + len', ''));
    const noLength = await refusedRun(page);
    expect(lineOf(half, noLength)).toBe(READ);
    expect(noLength.why).toBe('The check proves 12 bytes of the packet; this needs its first 14.');
    const elsewhere = write(CHECK.replace('offset', '12'));
    const onePlace = await refusedRun(page);
    expect(lineOf(elsewhere, onePlace)).toBe(READ);
    expect(onePlace.why).toBe('The check proves 14 bytes of the packet; this needs its first 24.');
    const logs = [none, noLength, onePlace].map(({ lines }) => lines.map(({ text }) => text).join('\n'));
    expect(new Set(logs).size).toBe(3);

    // After a reload it is the same.
    const before = await shown(page, 'refused');
    await page.reload();
    expect(await shown(page, 'refused')).toEqual(before);

    // With the check back, it loads.
    write(CHECK);
    await type(page, RUN);
    await waitForText(page, 'ping-monitor', 'laptop', /attached to eno1/, BUILD_MS);
    expect(await shown(page, 'loaded')).toEqual({
      word: 'Loaded',
      why: 'The check is back: no read goes beyond the packet.',
      lines: [['the loader', expect.stringMatching(/^classifier attached to eno1 by tcx/)]],
    });
    expect(page.faults).toEqual([]);
    expect(await deck.end()).toBe(0);
  },
  4 * BUILD_MS + 60_000,
);

/** Looks at the refusal in every size and theme (.cache/look/verdict): nothing clipped, small, faint or in the foot. */
async function looksRight(page: Page): Promise<void> {
  const folder = join(ROOT, '.cache/look/verdict');
  mkdirSync(folder, { recursive: true });
  for (const theme of THEMES) {
    if ((await page.evaluate(() => document.documentElement.dataset.theme)) !== theme) {
      await page.locator('section.present h2').click();
      await page.keyboard.press('t');
    }
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.evaluate(() => (window as unknown as { look: { settled(): Promise<void> } }).look.settled());
      await page.screenshot({ path: join(folder, `${size.width}x${size.height}-${theme}.png`) });
      expect({ theme, ...size, faults: await checkSlide(page) }).toEqual({ theme, ...size, faults: [] });
    }
  }
  await page.setViewportSize(SIZES[0]!);
}
