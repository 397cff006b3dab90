// Prints a talk to PDF from the built deck: slides, notes and the cheat sheet. The pages do the layout.
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TalkPlace } from '../../talk/place.ts';
import { builtFolder } from '../door/pages.ts';
import { openPrinter } from './printer.ts';

export type ExportOptions = {
  /** The folder for the PDFs, absolute; made when it doesn't exist. */
  out: string;
  theme: 'light' | 'dark';
  /** File names in messages are relative to this folder. */
  from: string;
};

/** @throws Error when there is no browser, or something on a page failed or would be cut off. */
export async function exportTalk(place: TalkPlace, { out, theme, from }: ExportOptions): Promise<void> {
  const dist = await builtFolder(place, console.log);
  mkdirSync(out, { recursive: true });
  const printer = await openPrinter(dist);
  try {
    for (const [name, page] of [
      ['slides', `print.html?theme=${theme}`],
      ['notes', `print.html?notes&theme=${theme}`],
      ['cheat-sheet', 'cheat.html'],
    ] as const) {
      const file = join(out, `${name}.pdf`);
      const pages = await printer.print(page, file);
      console.log(`wrote ${relative(from, file)}, ${pages === 1 ? '1 page' : `${pages} pages`}`);
    }
  } finally {
    await printer.dispose();
  }
}
