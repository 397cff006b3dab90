// A browser's real window on an X display, as a speaker has it: Chromium or Debian's Firefox.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Dialog } from 'playwright-core';
import { Bidi } from './bidi.ts';
import type { Display } from './display.ts';

export type BrowserName = 'chromium' | 'firefox';

export type RealWindow = {
  readonly browser: BrowserName;
  readonly version: string;
  /** Opens an address, without asking. */
  goto(address: string): Promise<void>;
  /** The value of an expression in the deck's tab, as JSON has it. */
  evaluate<T>(expression: string): Promise<T>;
  /** The page as it is drawn, as a PNG file. */
  picture(): Promise<Buffer>;
  /** The addresses of all tabs, of all windows. */
  tabs(): Promise<string[]>;
  /** Answers the question whether to leave the page. @returns whether there was one. */
  answer(leave: boolean): Promise<boolean>;
  /** Closes every tab but the deck's. */
  closeOthers(): Promise<void>;
  dispose(): Promise<void>;
};

/**
 * Opens a browser with an empty profile; `preload` runs in each page before its own scripts.
 * @param preferences of Firefox, as in about:config.
 */
export function openWindow(
  browser: BrowserName,
  display: Display,
  preload: string,
  preferences: Record<string, boolean> = {},
): Promise<RealWindow> {
  return browser === 'chromium' ? openChromium(display, preload) : openFirefox(display, preload, preferences);
}

const CHROMIUM = [
  '--remote-debugging-port=0',
  '--no-sandbox',
  '--test-type',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--window-position=0,0',
  '--window-size=1280,800',
];

async function openChromium(display: Display, preload: string): Promise<RealWindow> {
  const profile = mkdtempSync(join(tmpdir(), 'deck-chromium-'));
  const child = spawn('/usr/bin/chromium', [`--user-data-dir=${profile}`, ...CHROMIUM, 'about:blank'], {
    env: display.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await lineOf(child, /listening on (ws:\S+)/);
  // With Playwright's defaults the page would think that it has the focus, and full screen would stay in the window.
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const context = browser.contexts()[0]!;
  await context.addInitScript({ content: preload });
  let page = context.pages()[0] ?? (await context.newPage());
  let question: Dialog | undefined;
  let going = false;
  const watch = () =>
    page.on('dialog', (dialog) => {
      if (going) void dialog.accept();
      else question = dialog;
    });
  watch();
  return {
    browser: 'chromium',
    version: browser.version(),
    async goto(address) {
      const go = async () => {
        if (page.isClosed()) {
          page = await context.newPage();
          watch();
        }
        await page.goto(address);
      };
      going = true;
      // A page that is still on its way, or a tab that is just closing, ends this one; the next goes through.
      await go().catch(go);
      going = false;
    },
    evaluate: (expression) => page.evaluate(expression),
    picture: () => page.screenshot(),
    tabs: async () => context.pages().map((page) => page.url()),
    async answer(leave) {
      const asked = question;
      question = undefined;
      await (leave ? asked?.accept() : asked?.dismiss());
      return asked !== undefined;
    },
    async closeOthers() {
      for (const other of context.pages()) if (other !== page) await other.close();
    },
    async dispose() {
      await browser.close();
      child.kill();
      await ended;
      await removeProfile(profile);
    },
  };
}

/** Not WebDriver's own preferences, which turn off questions and what else disturbs a test. */
const PREFERENCES = {
  'remote.prefs.recommended': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage': 'about:blank',
  'browser.tabs.warnOnClose': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'termsofuse.bypassNotification': true,
  'browser.newtabpage.enabled': false,
};

async function openFirefox(
  display: Display,
  preload: string,
  preferences: Record<string, boolean>,
): Promise<RealWindow> {
  const profile = mkdtempSync(join(tmpdir(), 'deck-firefox-'));
  const lines = Object.entries({ ...PREFERENCES, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const args = [
    '--profile',
    profile,
    '--new-instance',
    '--remote-debugging-port',
    '0',
    '--width',
    '1280',
    '--height',
    '800',
    'about:blank',
  ];
  const child = spawn('firefox-esr', args, {
    env: { ...display.env, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await lineOf(child, /listening on (ws:\S+)/);
  const bidi = await Bidi.connect(`${address}/session`);
  const { capabilities } = await bidi.send<{ capabilities: { browserVersion: string } }>('session.new', {
    capabilities: { alwaysMatch: { unhandledPromptBehavior: { beforeUnload: 'ignore', default: 'ignore' } } },
  });
  let question = false;
  let going = false;
  await bidi.send('session.subscribe', { events: ['browsingContext.userPromptOpened'] });
  bidi.on('browsingContext.userPromptOpened', () => {
    if (going) void bidi.send('browsingContext.handleUserPrompt', { context, accept: true });
    else question = true;
  });
  await bidi.send('script.addPreloadScript', { functionDeclaration: `() => { ${preload} }` });
  type Tree = { contexts: { context: string; url: string }[] };
  const tree = async () => (await bidi.send<Tree>('browsingContext.getTree', { maxDepth: 0 })).contexts;
  let context = (await tree())[0]!.context;
  return {
    browser: 'firefox',
    version: capabilities.browserVersion,
    async goto(url) {
      const all = await tree();
      if (!all.some((tab) => tab.context === context)) {
        context =
          all[0]?.context ??
          (await bidi.send<{ context: string }>('browsingContext.create', { type: 'tab' })).context;
      }
      going = true;
      const go = () => bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
      // A page that is still on its way ends this one; the next goes through.
      await go().catch(go);
      going = false;
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await bidi.send<{
        result?: { value: string };
        exceptionDetails?: { text: string };
      }>('script.evaluate', {
        expression: `(async () => JSON.stringify([await (${expression})]))()`,
        target: { context },
        awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return JSON.parse(result!.value)[0];
    },
    async picture() {
      const { data } = await bidi.send<{ data: string }>('browsingContext.captureScreenshot', { context });
      return Buffer.from(data, 'base64');
    },
    tabs: async () => (await tree()).map(({ url }) => url),
    async answer(leave) {
      const asked = question;
      question = false;
      if (asked) await bidi.send('browsingContext.handleUserPrompt', { context, accept: leave });
      return asked;
    },
    async closeOthers() {
      for (const tab of await tree()) {
        if (tab.context !== context) await bidi.send('browsingContext.close', { context: tab.context });
      }
    },
    async dispose() {
      bidi.close();
      child.kill();
      await ended;
      await removeProfile(profile);
    },
  };
}

/** Processes of the browser that end after its first one may still write there. */
function removeProfile(profile: string): Promise<void> {
  return rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

/** The first group of the first line that matches, of what the browser says. */
function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    createInterface({ input: child.stderr! }).on('line', (line) => {
      said.push(line);
      const found = pattern.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`the browser has ended:\n${said.join('\n')}`)));
  });
}
