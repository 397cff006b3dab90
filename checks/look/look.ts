// A look at a talk: pictures and contact sheets of its slides, and the faults that checks find on them.
import { relative } from 'node:path';
import type { TalkPlace } from '../../talk/place.ts';
import { endChromium, type Size } from '../../tests/support/browser.ts';
import { endDecks, ROOT, startDeck } from '../../tests/support/deck.ts';
import { gather } from './faults.ts';
import { clearPictures, drawSheets, keepPicture } from './pictures.ts';
import { SIZES, type Sight, startLooking, THEMES, type ThemeName } from './walk.ts';

export type LookOptions = {
  /** Empty: {@link SIZES}. */
  size: readonly Size[];
  /** Both without it. */
  theme: ThemeName | undefined;
  /** Every state of a slide, not only its first and last one. */
  all: boolean;
  /** The port that the deck is served on meanwhile. */
  port: number;
  /** Parts of file names, or numbers of slides; all when there are none. */
  only: readonly string[];
};

/**
 * Prints a line per size and theme, and one per fault.
 * @returns how many faults there are.
 * @throws Error when no slide matches `only`.
 */
export async function lookAt(place: TalkPlace, options: LookOptions): Promise<number> {
  const { all, port } = options;
  const only = options.only.length > 0 ? options.only : undefined;
  const sizes = options.size.length > 0 ? options.size : SIZES;
  const themes = options.theme ? [options.theme] : THEMES;
  let count = 0;
  try {
    const looker = await startLooking(
      await startDeck(['--port', String(port), '--network', 'none', '--talk', place.dir]),
    );
    const table = await looker.page.context().newPage();
    for (const theme of themes) {
      for (const size of sizes) {
        clearPictures(size, theme);
        const sights: Sight[] = [];
        for await (const sight of looker.walk({ size, theme, states: all ? 'all' : 'ends', only })) {
          await keepPicture(size, theme, sight);
          sights.push(sight);
        }
        if (sights.length === 0) throw new Error(`no slide is called ${only?.join(' or ')}`);
        const faults = gather(sights);
        count += faults.length;
        const sheets = await drawSheets(table, size, theme);
        console.log(
          `${size.width}x${size.height} ${theme}: ${sheets.map((path) => relative(ROOT, path)).join(' ')}`,
        );
        for (const fault of faults) console.log(`  ${fault}`);
      }
    }
  } finally {
    await endChromium();
    await endDecks();
  }
  return count;
}
