// `npm run look`: pictures and contact sheets of the slides as they are now, and what the checks find on them.
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { endBrowsers } from '../../tests/support/browser.ts';
import { endDecks, ROOT, startDeck } from '../../tests/support/deck.ts';
import { gather } from './faults.ts';
import { clearPictures, drawSheets, keepPicture } from './pictures.ts';
import { SIZES, type Sight, startLooking, THEMES } from './walk.ts';

const USAGE = `npm run look -- [--size WIDTHxHEIGHT] [--theme dark|light] [--all] [SLIDE …]
  --size   one of ${SIZES.map(({ width, height }) => `${width}x${height}`).join(', ')}, or any other; may be repeated
  --theme  one theme only
  --all    a picture of every fragment, not only of each slide's beginning and end
  --port   where the deck is served meanwhile (4242)
  SLIDE    part of a file's name, or a slide's number: 03-life, packet, 12`;

export async function main(argv: string[]): Promise<void> {
  const options = read(argv);
  if (!options) {
    console.error(USAGE);
    process.exit(2);
  }
  const { sizes, themes, all, port, only } = options;
  let count = 0;
  try {
    const looker = await startLooking(await startDeck(['--port', port, '--network', 'none']));
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
    await endBrowsers();
    await endDecks();
  }
  process.exitCode = count > 0 ? 1 : 0;
}

function read(argv: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        size: { type: 'string', multiple: true },
        theme: { type: 'string' },
        all: { type: 'boolean', default: false },
        port: { type: 'string', default: '4242' },
      },
    });
    const sizes = values.size?.map((text) => {
      const [width, height] = text.split('x').map(Number);
      if (!width || !height) throw new Error(`not a size: ${text}`);
      return { width, height };
    });
    const themes = THEMES.filter((theme) => !values.theme || theme === values.theme);
    if (themes.length === 0) throw new Error(`not a theme: ${values.theme}`);
    const only = positionals.length > 0 ? positionals : undefined;
    return { sizes: sizes ?? SIZES, themes, all: values.all, port: values.port, only };
  } catch (error) {
    console.error((error as Error).message);
    return null;
  }
}
