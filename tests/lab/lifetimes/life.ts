// One life of a deck or of its pages: starts it, fills its panes, ends it in one way, and lists what is left.
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { endBrowsers, openDeck, startBrowser } from '../../support/browser.ts';
import { type Deck, startDeck } from '../../support/deck.ts';
import { commandOf, descendants } from '../../support/proc.ts';
import {
  hostQdiscs,
  isNothing,
  leftAfter,
  leftOf,
  pidsOf,
  type Traces,
  tracesOf,
  without,
} from '../../support/traces.ts';
import { childrenOf, fillPanes, PANES } from './children.ts';

export const WAYS = [
  'server kill -9',
  'server SIGTERM',
  'browser kill -9',
  'tab closed',
  'all kill -9',
] as const;
/** `all kill -9`: the server and the part that runs as root at the same time; the next start cleans up. */
export type Way = (typeof WAYS)[number];

export type Life = {
  /** What is left at most ten seconds after the end; if the server was killed, before its next start. */
  left: Traces;
  /** The same after the next start, if there was one. */
  leftAfterNext?: Traces;
  /** From the end until nothing was left, in ms, including the grace time of a second. */
  ms: number;
  /** Children that ran in the panes at the end, and BPF programs that they had in the kernel. */
  children: number;
  programs: number;
  /** What else was wrong. */
  faults: string[];
};

/** How the deck is started: as root, or as a user made for it. */
export type Start = { port: number; command?: string[]; cwd?: string };

const TALK = ['--talk', 'tests/lab/lifetimes/talk'];

/** Every second life has the programs in the kernel, every fourth one attached in the older way. */
function programsIn(n: number): 'tcx' | 'clsact' | false {
  return n % 2 === 0 ? false : n % 4 === 1 ? 'tcx' : 'clsact';
}

async function start({ port, ...options }: Start): Promise<Deck> {
  const deck = await startDeck(['--port', String(port), '--grace', '1', ...TALK], options);
  await Promise.all([deck.line(/^live rooted$/), deck.line(/^live plain$/)]);
  return deck;
}

/** Starts and ends decks; for lives of pages one deck goes on, and for lives of tabs one browser. */
export class Lives {
  private deck: Deck | undefined;
  private browser: BrowserContext | undefined;

  constructor(private readonly options: Start) {}

  async live(way: Way, n: number): Promise<Life> {
    const host = hostQdiscs();
    const life = await (way === 'browser kill -9' || way === 'tab closed'
      ? this.ofPage(way, n)
      : this.ofServer(way, n));
    if (hostQdiscs() !== host) life.faults.push('the host’s own qdiscs have changed');
    return life;
  }

  /** Ends the deck that went on while its pages ended. @returns what is left of it. */
  async dispose(): Promise<Traces | undefined> {
    const { deck } = this;
    this.deck = undefined;
    await this.closeBrowser();
    if (!deck) return undefined;
    const traces = tracesOf(deck.process.pid!);
    await deck.end();
    return leftAfter(traces);
  }

  private async ofServer(way: Way, n: number): Promise<Life> {
    const deck = await start(this.options);
    const { peers, traces, ...counts } = await fill(deck, n);
    const faults: string[] = [];
    const began = Date.now();
    if (way === 'all kill -9') killTogether(deck, traces);
    const signal = way === 'server SIGTERM' ? 'SIGTERM' : 'SIGKILL';
    const ended = await deck.end(signal);
    if (ended !== (signal === 'SIGTERM' ? 0 : 'SIGKILL')) faults.push(`the deck ended with ${ended}`);
    for (const peer of peers) peer.dispose();
    if (way === 'all kill -9') return { ...counts, ...(await this.afterNext(traces, began)), faults };
    const left = await leftAfter(traces);
    const ms = Date.now() - began;
    if (isNothing(left) || way === 'server SIGTERM') return { ...counts, left, ms, faults };
    return { ...counts, ...(await this.afterNext(traces, began)), faults };
  }

  private async afterNext(
    traces: Traces,
    began: number,
  ): Promise<Pick<Life, 'left' | 'leftAfterNext' | 'ms'>> {
    // Folders stay until the next start; the kernel ends all else.
    const folders = { cgroups: [], panes: [], files: [] };
    await leftAfter({ ...traces, ...folders });
    const ms = Date.now() - began;
    const left = leftOf(traces);
    const next = await start(this.options);
    const leftAfterNext = await leftAfter(traces);
    await next.end();
    return { left, leftAfterNext, ms };
  }

  private async ofPage(way: Way, n: number): Promise<Life> {
    this.deck ??= await start(this.options);
    const { deck } = this;
    const idle = tracesOf(deck.process.pid!);
    const browser = await this.openBrowser();
    try {
      const page = await openDeck(browser, deck);
      await page.waitForFunction(
        (count) => document.querySelectorAll('deck-terminal[state="live"]').length === count,
        PANES.length,
        { timeout: 30_000 },
      );
      const { peers, traces, ...counts } = await fill(deck, n);
      for (const peer of peers) peer.dispose();
      // Only the page keeps them alive now: the test waits longer than the grace time to prove it.
      await sleep(1300);
      const faults =
        (await sessions(deck)) === PANES.length ? [] : ['sessions ended although a page watched'];
      const began = Date.now();
      await end(way, browser, page);
      const left = await leftAfter(without(traces, idle));
      const ms = Date.now() - began;
      if ((await sessions(deck)) !== 0) faults.push('the server still has sessions');
      return { ...counts, left, ms, faults };
    } finally {
      if (way === 'browser kill -9') await this.closeBrowser();
    }
  }

  /** The browser of the tab that was closed before, if it is still there. */
  private async openBrowser(): Promise<BrowserContext> {
    if (this.browser) return this.browser;
    const browser = await startBrowser(undefined, { own: true });
    this.browser = browser;
    browser.on('close', () => {
      if (this.browser === browser) this.browser = undefined;
    });
    return browser;
  }

  private async closeBrowser(): Promise<void> {
    this.browser = undefined;
    await endBrowsers();
  }
}

async function fill(deck: Deck, n: number) {
  const withPrograms = programsIn(n);
  const filled = await fillPanes(deck, withPrograms);
  const peers = filled.map(({ peer }) => peer);
  const running = filled.flatMap(({ children }) => children);
  const traces = tracesOf(deck.process.pid!, running);
  const programs = traces.programs.length;
  if (withPrograms && programs < 2) throw new Error(`only ${programs} programs in the kernel`);
  if (traces.panes.length !== 2) throw new Error(`${traces.panes.length} cgroups of panes instead of 2`);
  return { peers, traces, programs, children: childrenOf(withPrograms !== false) };
}

async function end(way: Way, browser: BrowserContext, page: Page): Promise<void> {
  if (way === 'tab closed') {
    // The browser lives on.
    await browser.newPage();
    return page.close();
  }
  // All of its processes: windows, network, zygotes.
  const all = descendants(process.pid).filter((pid) => /^\S*\/chromium( |$)/.test(commandOf(pid)[0] ?? ''));
  if (all.length < 4) throw new Error(`a browser of ${all.length} processes`);
  for (const pid of all) kill(pid);
}

/** Kills the server and its root part, before either can notice the other's end. */
function killTogether(deck: Deck, traces: Traces): void {
  const labs = traces.cgroups.map((name) => Number(name.split('-').pop()));
  const pids = [deck.process.pid!, ...pidsOf(traces).filter((pid) => labs.includes(pid))];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  for (const pid of pids) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** The server's /healthz; on a new connection, since an old one may just have been closed. */
function sessions(deck: Deck): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: deck.port, path: '/healthz', agent: false };
    get(options, async (response) => {
      const { sessions } = JSON.parse(await text(response)) as { sessions: number };
      resolve(sessions);
    }).on('error', reject);
  });
}
