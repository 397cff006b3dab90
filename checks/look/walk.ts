// Walks through a deck slide by slide and state by state, and gives each picture with its faults.
import type { Page } from 'playwright-core';
import { openDeck, type Size, startBrowser } from '../../tests/support/browser.ts';
import type { Deck } from '../../tests/support/deck.ts';
import { bundleLook } from './bundle.ts';
import type { Look } from './page/main.ts';
import type { Fault } from './page/slide-box.ts';

export const SIZES: readonly Size[] = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 1024, height: 768 },
];
export const THEMES = ['dark', 'light'] as const;
export type ThemeName = (typeof THEMES)[number];

/** One slide in one state. */
export type Sight = {
  /** Place among all slides, from 1. */
  slide: number;
  /** `slides/03-life.md:1` */
  source: string;
  /** Fragments shown, 0 to `fragments`. */
  shown: number;
  fragments: number;
  /** PNG of the window; to be taken before the walk goes on. */
  picture(): Promise<Buffer>;
  faults: Fault[];
};

export type Walk = {
  size: Size;
  theme: ThemeName;
  /** Every state, or each slide's first and last. */
  states: 'all' | 'ends';
  /** Files or numbers of the slides, such as `03` or `life`; without it all. */
  only?: readonly string[] | undefined;
};

type Slide = { h: number; v: number; source: string; fragments: number };
type LookWindow = typeof globalThis & {
  look: Look;
  deck: {
    slide(h: number, v: number, f: number): void;
    getSlides(): HTMLElement[];
    getIndices(slide: HTMLElement): { h: number; v: number };
  };
};

export type Looker = {
  page: Page & { faults: string[] };
  walk(walk: Walk): AsyncGenerator<Sight>;
};

/** A browser at the deck's first slide, without motion, with the checks in its pages. */
export async function startLooking(deck: Deck): Promise<Looker> {
  const context = await startBrowser(SIZES[0], { whole: true });
  await context.addInitScript({ content: await bundleLook() });
  const page = await openDeck(context, deck);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return { page, walk: (walk) => walkDeck(page, walk) };
}

async function* walkDeck(page: Page, { size, theme, states, only }: Walk): AsyncGenerator<Sight> {
  await page.setViewportSize(size);
  if ((await page.evaluate(() => document.documentElement.dataset.theme)) !== theme)
    await page.keyboard.press('t');
  const slides = await page.evaluate(readSlides);
  for (const [index, slide] of slides.entries()) {
    if (only && !only.some((word) => slide.source.includes(word) || Number(word) === index + 1)) continue;
    for (let shown = 0; shown <= slide.fragments; shown++) {
      if (states === 'ends' && shown > 0 && shown < slide.fragments) continue;
      await page.evaluate(goTo, { ...slide, shown });
      const faults = await checkSlide(page);
      const picture = () => page.screenshot(PICTURE);
      yield { slide: index + 1, source: slide.source, shown, fragments: slide.fragments, picture, faults };
    }
  }
}

const PICTURE = { caret: 'initial' } as const;

/** All checks on the page as it is now; it must have `window.look`. */
export async function checkSlide(page: Page): Promise<Fault[]> {
  const faults = await page.evaluate(() => (window as unknown as LookWindow).look.check());
  const bare = await page.screenshot(PICTURE);
  const faint = await page.evaluate(
    (picture) => (window as unknown as LookWindow).look.contrast(picture),
    bare.toString('base64'),
  );
  return [...faults, ...faint];
}

function readSlides(): Slide[] {
  const { deck } = window as unknown as LookWindow;
  return deck.getSlides().map((slide) => {
    const { h, v } = deck.getIndices(slide);
    const indices = [...slide.querySelectorAll('.fragment')].map((fragment) =>
      fragment.getAttribute('data-fragment-index'),
    );
    return { h, v, source: slide.dataset.source ?? '', fragments: new Set(indices).size };
  });
}

async function goTo({ h, v, shown }: Slide & { shown: number }): Promise<void> {
  const { deck, look } = window as unknown as LookWindow;
  deck.slide(h, v, shown - 1);
  await look.settled();
}
