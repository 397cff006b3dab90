// The content of slides, notes and recordings, read from the committed files without the deck's own code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCast } from '../../protocol/cast.ts';
import { Screen } from '../../server/terminal/screen.ts';
import { ROOT } from './deck.ts';

export type SlideWords = { title: string; notes: string; panes: string[] };

/** Every slide in the talk's order; panes as `demo.pane`. Words are without Markdown's marks. */
export function slideWords(): SlideWords[] {
  const dir = join(ROOT, 'slides');
  return readdirSync(dir)
    .filter((name) => /^\d+-.*\.md$/.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(dir, name), 'utf8').split(/^-{2,3}$/m))
    .map((slide) => {
      const [body = '', notes = ''] = slide.split(/^Note:/m);
      return {
        title: plain(/^#{1,2} (.+)$/m.exec(body)?.[1] ?? ''),
        notes: plain(notes),
        panes: [...body.matchAll(/^```terminal demo=(\S+) pane=(\S+)/gm)].map(
          ([, demo, pane]) => `${demo}.${pane}`,
        ),
      };
    });
}

/** `demo.pane` of every committed recording. */
export function recordedPanes(): string[] {
  return readdirSync(join(ROOT, 'slides/casts'))
    .filter((name) => name.endsWith('.cast'))
    .map((name) => name.slice(0, -'.cast'.length))
    .sort();
}

/** What a recording shows at its end, with the scrollback. */
export function recordedEnd(pane: string): string {
  const file = `slides/casts/${pane}.cast`;
  const { header, events } = parseCast(readFileSync(join(ROOT, file), 'utf8'), file);
  const screen = new Screen(header.width, header.height, () => {});
  for (const { kind, data } of events) if (kind === 'output') screen.write(Buffer.from(data));
  // A page's text has no blanks at the end of a row, even if the program printed some.
  const text = screen.text().replace(/ +$/gm, '');
  screen.dispose();
  return text;
}

function plain(markdown: string): string {
  return markdown.replace(/[`*]/g, '').trim();
}
