// A talk as PDF: slides, notes and the cheat sheet, printed from the built deck. Lays out nothing: the pages do.
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TalkPlace } from '../../talk/place.ts';
import { builtFolder } from '../door/pages.ts';
import { openPrinter } from './printer.ts';

export type ExportOptions = {
  /** The folder for the PDFs, absolute; made when it is not there. */
  out: string;
  theme: 'light' | 'dark';
  /** The folder that the printed lines name files from. */
  from: string;
};

/** @throws Error when there is no browser, or what is printed lacks something. */
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
