// Draws the README's two pictures again: `npx tsx checks/look/readme-pictures.ts` writes docs/images/*.png.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endChromium } from '../../tests/support/browser.ts';
import { endDecks, ROOT, startDeck } from '../../tests/support/deck.ts';
import { startLooking } from './walk.ts';

const FOLDER = join(ROOT, 'docs/images');
const SIZE = { width: 1280, height: 720 };

/** Slides by file and title; each is drawn at its end, with its recording played to the end. */
const PICTURES = [
  { name: 'process-tracker', file: '09-process-tracker', title: 'Every new process, as it starts' },
  { name: 'packet', file: '12-packet', title: 'Three reads decide the packet' },
];

async function main(): Promise<void> {
  const missing = new Set(PICTURES);
  mkdirSync(FOLDER, { recursive: true });
  try {
    const looker = await startLooking(await startDeck(['--network', 'none']));
    const only = PICTURES.map(({ file }) => file);
    for await (const sight of looker.walk({ size: SIZE, theme: 'dark', states: 'ends', only })) {
      if (sight.shown < sight.fragments) continue;
      const title = await looker.page.locator('.slides section.present h2').last().textContent();
      const picture = PICTURES.find((each) => sight.source.includes(each.file) && each.title === title);
      if (!picture) continue;
      writeFileSync(join(FOLDER, `${picture.name}.png`), await sight.picture());
      missing.delete(picture);
      console.log(`docs/images/${picture.name}.png`);
    }
  } finally {
    await endChromium();
    await endDecks();
  }
  for (const { file, title } of missing) console.error(`no slide "${title}" in slides/${file}.md`);
  process.exitCode = missing.size > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
