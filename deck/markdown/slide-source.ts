// Cuts a Markdown file into slides, each with its body, its notes and their line numbers.
import type { Report } from './fault.ts';

/** The source of one slide. Lines are 1-based in the file. */
export type SlideSource = {
  /** `below`: under the slide before it (`--`). `next`: to the right of it (`---`, or a new file). */
  place: 'next' | 'below';
  body: string;
  bodyLine: number;
  notes: string;
  notesLine: number;
};

const FENCE = /^\s*(`{3,}|~{3,})(.*)$/;
const NOTE = /^Notes?:\s?(.*)$/;

/**
 * Cuts a file at lines that are only `---` or `--`, outside fences; `Note:` at a line start begins the slide's notes.
 * Reports fences that are never closed, and empty slides.
 */
export function cutSlides(text: string, report: Report): SlideSource[] {
  const slides: SlideSource[] = [];
  let slide = blank('next', 1);
  let inNotes = false;
  let fence: { mark: string; line: number } | undefined;

  const finish = () => {
    if (slide.body.trim() === '') {
      report(slide.bodyLine, 'empty slide', 'write something or remove the separator');
    } else slides.push(slide);
  };

  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  lines.forEach((line, index) => {
    const number = index + 1;
    const fenceMark = FENCE.exec(line);
    if (fence) {
      const closes =
        fenceMark && fenceMark[1]!.startsWith(fence.mark) && fenceMark[2]!.trim() === '' && fence.mark;
      if (closes) fence = undefined;
    } else if (fenceMark && !(fenceMark[1]!.startsWith('`') && fenceMark[2]!.includes('`'))) {
      fence = { mark: fenceMark[1]!, line: number };
    } else if (/^---\s*$/.test(line) || /^--\s*$/.test(line)) {
      finish();
      slide = blank(line.startsWith('---') ? 'next' : 'below', number + 1);
      inNotes = false;
      return;
    } else if (!inNotes && NOTE.test(line)) {
      inNotes = true;
      slide.notesLine = number;
      slide.notes = `${NOTE.exec(line)![1]!}\n`;
      return;
    }
    if (inNotes) slide.notes += `${line}\n`;
    else slide.body += `${line}\n`;
  });
  if (fence) {
    const mark = fence.mark;
    report(fence.line, `this ${mark} fence is never closed`, `add a line ${mark} where it ends`);
  }
  finish();
  return slides;
}

function blank(place: SlideSource['place'], line: number): SlideSource {
  return { place, body: '', bodyLine: line, notes: '', notesLine: line };
}

/** The line of a slide's first text, where an editor should open it. */
export function firstLine(source: SlideSource): number {
  const before = /^\s*\n/.exec(source.body)?.[0] ?? '';
  return source.bodyLine + before.split('\n').length - 1;
}
