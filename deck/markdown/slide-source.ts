// Cuts a Markdown file into slides, each with its body, its notes and their line numbers.
import type { Report } from './fault.ts';
import { looksLikeNotes, NOTES_FIX, notesIn } from './note-mark.ts';

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
const COMMENTS = /<!--[\s\S]*?-->/g;
const CODE = /(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g;

/**
 * Cuts a file at lines that are only `---` or `--`, outside fences and comments; `Note:` at a line start begins the
 * slide's notes. A slide that is only a comment is left out.
 * Reports fences and comments that are never closed, empty slides, and what looks like notes and isn't.
 */
export function cutSlides(text: string, report: Report): SlideSource[] {
  const slides: SlideSource[] = [];
  let slide = blank('next', 1);
  let inNotes = false;
  let fence: { mark: string; line: number } | undefined;
  let inComment = false;

  const finish = () => {
    const comments = slide.body.match(COMMENTS) ?? [];
    const empty = slide.body.replace(COMMENTS, '').trim() === '';
    if (empty && comments.length === 0) {
      report(slide.bodyLine, 'empty slide', 'write something or remove the separator');
    } else if (!empty || comments.some((comment) => /^<!--\s*\.slide/.test(comment))) slides.push(slide);
  };

  const add = (words: string) => {
    if (inNotes) slide.notes += `${words}\n`;
    else slide.body += `${words}\n`;
  };
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const fenceMark = FENCE.exec(line);
    if (fence) {
      const same = fenceMark && fenceMark[1]!.startsWith(fence.mark) && fenceMark[2]!.trim() === '';
      if (same) fence = undefined;
      add(line);
      continue;
    }
    const began: boolean = inComment;
    const open = openComment(line, began);
    inComment = open !== undefined && (began || closesLater(line.slice(open + 4), lines.slice(number)));
    if (open !== undefined && !inComment) {
      report(number, 'a comment is never closed', 'close it with -->');
      add(line.slice(0, open));
      continue;
    }
    if (!began && fenceMark && !(fenceMark[1]!.startsWith('`') && fenceMark[2]!.includes('`'))) {
      fence = { mark: fenceMark[1]!, line: number };
    } else if (!began && /^---?\s*$/.test(line)) {
      finish();
      slide = blank(line.startsWith('---') ? 'next' : 'below', number + 1);
      inNotes = false;
      continue;
    } else if (!inNotes) {
      const notes = began ? undefined : notesIn(line);
      if (notes !== undefined) {
        inNotes = true;
        slide.notesLine = number;
        add(notes);
        continue;
      }
      const shown = began ? line.replace(/^.*?(-->|$)/, '') : line;
      const words = looksLikeNotes(shown.replace(/<!--.*?(-->|$)/g, ''));
      if (words !== undefined) report(number, `"${words}" looks like notes, but begins none`, NOTES_FIX);
    }
    add(line);
  }
  if (fence) {
    const mark = fence.mark;
    report(fence.line, `this ${mark} fence is never closed`, `add a line ${mark} where it ends`);
  }
  finish();
  return slides;
}

/** Where on a line a comment begins that is still open at its end; 0 for one of an earlier line; else undefined. */
function openComment(line: string, inComment: boolean): number | undefined {
  if (inComment && !line.includes('-->')) return 0;
  const blanked = (found: string) => ' '.repeat(found.length);
  const after = (inComment ? line.replace(/^.*?-->/, blanked) : line).replace(CODE, blanked);
  const at = after.replace(/<!--.*?-->/g, blanked).search(/(?<!\\)<!--/);
  return at < 0 ? undefined : at;
}

/** Another comment's beginning means that the first was never closed. */
function closesLater(rest: string, lines: readonly string[]): boolean {
  return /-->|<!--/.exec([rest, ...lines].join('\n'))?.[0] === '-->';
}

function blank(place: SlideSource['place'], line: number): SlideSource {
  return { place, body: '', bodyLine: line, notes: '', notesLine: line };
}

/** The line of a slide's first text, where an editor should open it. */
export function firstLine(source: SlideSource): number {
  const before = /^\s*\n/.exec(source.body)?.[0] ?? '';
  return source.bodyLine + before.split('\n').length - 1;
}
