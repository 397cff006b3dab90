// Two versions of a function on two slides, in real Chromium: lines that stay move, new ones fade in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endBrowsers, next, openDeck, settled, startBrowser } from '../support/browser.ts';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';

/** A line's place, px from the top of the window, and its opacity, at each drawn frame. */
type Course = { text: string; stays: boolean; y: number[]; opacity: number[] };

let deck: Deck;
let before: string[];
beforeAll(async () => {
  deck = await startDeck(['--network', 'none', '--port', '4250']);
  const template = join(ROOT, 'bpf/template/{{project-name}}-ebpf/src/main.rs');
  before = readFileSync(template, 'utf8').replaceAll('{{crate_name}}', 'ping_monitor').split('\n');
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
});

/** The deck on the first of the two slides. */
async function openFirst({ motion }: { motion: boolean }): Promise<Page & { faults: string[] }> {
  const page = await openDeck(await startBrowser(undefined, { motion, whole: true }), deck);
  await page.evaluate(() => {
    const { deck } = window as unknown as {
      deck: { slide(h: number, v: number): void; getIndices(slide: Element): { h: number; v: number } };
    };
    const { h, v } = deck.getIndices(document.querySelector('section[data-auto-animate]')!);
    deck.slide(h, v);
  });
  await settled(page);
  return page;
}

/** Presses Next and follows every line of the second slide for 0.8 s. */
async function follow(page: Page): Promise<Course[]> {
  const watched = page.evaluate(
    () =>
      new Promise<Omit<Course, 'stays'>[]>((resolve) => {
        const courses = new Map<Element, Omit<Course, 'stays'>>();
        let started = 0;
        const look = (now: number) => {
          const slide = [...document.querySelectorAll('section[data-auto-animate]')].at(1)!;
          if (started === 0 && slide.classList.contains('present')) started = now;
          for (const line of started > 0 ? slide.querySelectorAll('.code-line') : []) {
            const course = courses.get(line) ?? { text: line.textContent!, y: [], opacity: [] };
            courses.set(line, course);
            course.y.push(line.getBoundingClientRect().top);
            course.opacity.push(Number(getComputedStyle(line).opacity));
          }
          if (started > 0 && now - started > 800) resolve([...courses.values()]);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  await next(page);
  return (await watched).map((course) => ({ ...course, stays: before.includes(course.text.trimEnd()) }));
}

it('moves the lines that stay, fades the new ones in, and then stops', async () => {
  const page = await openFirst({ motion: true });
  const from = await page.$$eval('section.present .code-line', (lines) =>
    Object.fromEntries(lines.map((line) => [line.textContent!.trimEnd(), line.getBoundingClientRect().top])),
  );
  const courses = await follow(page);
  const moved = courses.filter(({ text }) => text.includes('Ok(TC_ACT_PIPE)\n') && !text.includes('return'));
  expect(moved).toHaveLength(1);
  const [y, last] = [moved[0]!.y, moved[0]!.y.at(-1)!];
  expect(y[0]).toBeCloseTo(from['    Ok(TC_ACT_PIPE)']!, 0);
  expect(last).toBeGreaterThan(y[0]! + 100);
  expect(y.some((at) => at > y[0]! + 1 && at < last - 1)).toBe(true);
  const fresh = courses.filter(({ text, stays }) => !stays && text.trim() !== '');
  expect(fresh.length).toBeGreaterThan(8);
  for (const { text, opacity } of fresh) {
    expect(opacity[0], text).toBeLessThan(0.1);
    expect(opacity.at(-1), text).toBe(1);
  }
  // Nothing moves after the change; each highlight is behind its lines and replaces the one before.
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  const marked = () =>
    page.$$eval('section.present .code-bar', (bars) =>
      bars
        .filter(
          (bar) => getComputedStyle(bar).opacity === '1' && getComputedStyle(bar).visibility === 'visible',
        )
        .map((bar) => bar.parentElement!.textContent!.trim())
        .filter((text) => text.startsWith('let')),
    );
  const shown = [await marked()];
  for (let press = 0; press < 2; press++) {
    await next(page);
    await settled(page);
    shown.push(await marked());
  }
  expect(shown.map((lines) => lines.map((line) => line.split(':')[0]))).toEqual([
    ['let ethertype'],
    ['let protocol'],
    ['let icmp_type'],
  ]);
  expect(page.faults).toEqual([]);
});

it('changes at once with reduced motion', async () => {
  const courses = await follow(await openFirst({ motion: false }));
  for (const { text, y, opacity } of courses) {
    // The first frame may still be the one before the change.
    expect(new Set(y.slice(1)).size, text).toBe(1);
    expect(new Set(opacity.slice(1)), text).toEqual(new Set([1]));
  }
});
