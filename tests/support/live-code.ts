// Drives the talk's live code in a real browser: its page, steps, file, and the finished project.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { nextStep, nextUntil, openDeck, startBrowser, waitForText, watchSteps } from './browser.ts';
import type { Deck } from './deck.ts';
import { EDITED, workspaceOf } from './working-copy.ts';

/** Longest time for a build and a load, in ms: usually some seconds, but other tests may build at the same time. */
export const BUILD_MS = 150_000;

export class LiveCode {
  private constructor(
    private readonly deck: Deck,
    readonly page: Page & { faults: string[] },
    readonly state: Awaited<ReturnType<typeof watchSteps>>,
  ) {}

  /** Opens the first slide of a deck whose demos are live. */
  static async open(deck: Deck): Promise<LiveCode> {
    // The whole Chromium, as people have it.
    const page = await openDeck(await startBrowser(undefined, { whole: true }), deck);
    return new LiveCode(deck, page, await watchSteps(page));
  }

  /** The working copy, empty before the first step. */
  get folder(): string {
    return workspaceOf(this.deck);
  }

  readonly file = () => readFileSync(join(this.folder, 'ping-monitor', EDITED), 'utf8');

  async toLiveCode(): Promise<void> {
    await nextUntil(this.page, ({ demo }) => demo === 'ping-monitor');
    await waitForText(this.page, 'ping-monitor', 'laptop', /\$/);
    expect(readdirSync(this.folder)).toEqual([]);
  }

  /** Presses Next until the step (`demo.step`) begins, and waits until it ends as one of `wanted` (met). */
  readonly step = async (id: string, ...wanted: string[]) => {
    await nextStep(this.page, id);
    const came = await this.state(id, 'met', 'unmet', 'skipped');
    if ((wanted.length > 0 ? wanted : ['met']).includes(came)) return;
    const shown = await this.page
      .locator('section.present deck-terminal')
      .evaluateAll((panes) => panes.map((pane) => (pane as unknown as { text: string }).text));
    throw new Error(`${id} is ${came}; the panes show:\n${shown.join('\n----\n')}`);
  };

  /** Waits for the editor's verdict on exactly its text, and for the compiler's words in it. */
  readonly shows = (verdict: string, words = '') =>
    this.page
      .locator(`section.present deck-editor[verdict="${verdict}"]`, { hasText: words })
      .waitFor({ timeout: BUILD_MS });
}

/** cargo's output when only the generated crates are compiled. */
export function expectWarm(text: string): void {
  const compiled = [...text.matchAll(/Compiling (\S+) v/g)].map(([, name]) => name);
  expect(compiled).toContain('ping-monitor-ebpf');
  expect(compiled.filter((name) => !name?.startsWith('ping-monitor'))).toEqual([]);
}

/** Files that only the finished project has (for its tests), or that git and cargo make. */
const ELSEWHERE = /(^|\/)(\.git|target|tests)(\/|$)/;

/** Files that differ in the two folders, or are in only one. */
export function differences(one: string, other: string): string[] {
  const list = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
      .filter((name) => !ELSEWHERE.test(name));
  const names = new Set([...list(one), ...list(other)]);
  const read = (folder: string, name: string) => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  return [...names].filter((name) => read(one, name) !== read(other, name)).sort();
}
