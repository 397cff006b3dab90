// A deck in a real window: what a hand does to it, and what happened.
import { join } from 'node:path';
import { type Deck, ROOT } from './deck.ts';
import { Display } from './display.ts';
import { type BrowserName, openWindow, type RealWindow } from './real-window.ts';
import { until } from './until.ts';

/** Slides of the talk in tests/support/keyed. */
export const SLIDES = { links: 0, shell: 1, file: 2, questions: 3 } as const;

/** Notes each key that the page gets, before the deck sees it, and each wake lock. */
const PRELOAD = `
  window.gotten = [];
  window.addEventListener('keydown', (event) => window.gotten.push(event), true);
  window.locks = [];
  const request = navigator.wakeLock?.request.bind(navigator.wakeLock);
  if (request) {
    navigator.wakeLock.request = async (type) => {
      const lock = await request(type);
      window.locks.push(lock);
      return lock;
    };
  }
`;

const CELLS = 'section.present :is(deck-terminal, deck-editor) .deck-terminal-box';

const BYTES = join(ROOT, 'tests/support/keyed/bytes.sh');

export type Seen = {
  /** The keys that the page got since it was asked last, modifiers left out. */
  gotten: { key: string; repeat: boolean; defaultPrevented: boolean }[];
  /** Full screen by the page's own request. */
  full: boolean;
  /** The page covers the whole display. */
  covers: boolean;
  /** The window has the keyboard: no menu, dialog or other window has it. */
  focused: boolean;
  /** Typed keys go to a terminal or an editor. */
  typing: boolean;
  /** Of the terminal or editor on the slide. */
  text: string;
  hint: string;
  slide: number;
  help: boolean;
  /** The page's height: less when the browser opens a bar or its developer tools. */
  height: number;
  /** Device pixels per pixel: the browser's zoom. */
  ratio: number;
  /** When the page was loaded, in ms since 1970. */
  loaded: number;
  /** How many wake locks keep the screen on. */
  awake: number;
};

export class DeckWindow {
  /** Of the window, on the display. */
  private id = '';

  private constructor(
    readonly display: Display,
    readonly window: RealWindow,
  ) {}

  static async open(browser: BrowserName, deck: Deck): Promise<DeckWindow> {
    const display = await Display.start('openbox');
    const window = await openWindow(browser, display, PRELOAD).catch((error: Error) => {
      display.dispose();
      throw error;
    });
    const opened = new DeckWindow(display, window);
    await window.goto(deck.address);
    await opened.ready();
    opened.id = await display.xdotool('getactivewindow');
    return opened;
  }

  /** Shows a slide with nothing focused, and waits for what is on it to be live. */
  async goto(slide: keyof typeof SLIDES): Promise<void> {
    await this.seen();
    await this.window.evaluate(`(window.deck.slide(${SLIDES[slide]}), document.activeElement.blur(), 0)`);
    await this.ready();
  }

  /** Waits for the slide's terminal or editor, if it has one. */
  async ready(): Promise<void> {
    const ready = `window.deck?.isReady() && [...document.querySelectorAll('section.present :is(deck-terminal, deck-editor)')].every((block) => block.getAttribute('state') === 'live' && block.querySelector('.xterm-screen, .cm-content'))`;
    await until(() => this.window.evaluate<boolean>(ready).catch(() => false), 'the slide is not live');
  }

  /** Whether another window is in front of the deck's. */
  async isBehind(): Promise<boolean> {
    return (await this.display.xdotool('getactivewindow').catch(() => '')) !== this.id;
  }

  /** Where an element's middle is on the display. */
  async place(selector: string, x = 0.5, y = 0.5): Promise<[string, string]> {
    const at = await this.window.evaluate<[number, number]>(`(() => {
      const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
      const left = window.mozInnerScreenX ?? screenX + (outerWidth - innerWidth) / 2;
      const top = window.mozInnerScreenY ?? screenY + (outerHeight - innerHeight) - (outerWidth - innerWidth) / 2;
      return [left + box.x + box.width * ${x}, top + box.y + box.height * ${y}];
    })()`);
    return [String(Math.round(at[0])), String(Math.round(at[1]))];
  }

  async click(selector: string): Promise<void> {
    await this.display.xdotool('mousemove', ...(await this.place(selector)), 'click', '1');
  }

  /** Clicks into the terminal or the editor. */
  async enter(): Promise<void> {
    // Where a dialog is just closing, the first click may be lost.
    const clicked = async () => {
      await this.click(CELLS);
      return (await this.seen()).typing;
    };
    await until(clicked, 'a click did not go into the cells', { everyMs: 300 });
  }

  /** While `run` runs, the shell shows every byte that it gets: `^W`, `^[`. */
  async withBytes(run: () => Promise<void>): Promise<void> {
    await this.enter();
    await this.display.type(`. ${BYTES}`);
    await this.press('Return');
    await this.sees(({ text }) => text.includes('ready'), 'the shell does not answer');
    await run();
    await this.press('percent');
    await this.sees(({ text }) => !text.includes('ready'), 'the shell does not go on');
  }

  press(...keys: string[]): Promise<void> {
    return this.display.press(...keys);
  }

  /** What the window shows now; while its page is loaded anew, what it shows then. */
  async seen(): Promise<Seen> {
    const look = `(() => {
      if (!window.deck?.isReady()) return null;
      const block = document.querySelector('section.present :is(deck-terminal, deck-editor)');
      const hint = document.querySelector('.deck-hint');
      return {
        gotten: window.gotten
          .splice(0)
          .filter(({ key }) => !['Control', 'Shift', 'Alt'].includes(key))
          .map(({ key, repeat, defaultPrevented }) => ({ key, repeat, defaultPrevented })),
        full: document.fullscreenElement !== null,
        covers: innerHeight >= screen.height,
        focused: document.hasFocus(),
        typing: block?.contains(document.activeElement) ?? false,
        text: block?.text ?? '',
        hint: hint?.classList.contains('shown') ? hint.textContent : '',
        slide: window.deck.getIndices().h,
        help: document.querySelector('.deck-help').open,
        height: innerHeight,
        ratio: devicePixelRatio,
        loaded: performance.timeOrigin,
        awake: window.locks.filter(({ released }) => !released).length,
      };
    })()`;
    return until(() => this.window.evaluate<Seen | null>(look).catch(() => null), 'the window shows no deck');
  }

  /** Waits until `done` is so. */
  async sees(done: (seen: Seen) => boolean, fault: string): Promise<void> {
    let last: Seen | undefined;
    const gotten: Seen['gotten'] = [];
    await until(
      async () => {
        last = await this.seen();
        gotten.push(...last.gotten);
        return done(last);
      },
      () => `${this.window.browser}: ${fault}; seen: ${JSON.stringify({ ...last, gotten })}`,
      { withinMs: 5000, everyMs: 50 },
    );
  }

  /** Waits for the browser's question whether to leave, and answers it. */
  async asked(leave: boolean): Promise<void> {
    await until(() => this.window.answer(leave), `${this.window.browser} did not ask`, { withinMs: 5000 });
  }

  async dispose(): Promise<void> {
    await this.window.dispose();
    this.display.dispose();
  }
}
