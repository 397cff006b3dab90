// Builds all slides of a talk in order: positions, stacks, the audience's HTML and, separately, the notes.
import { type PublicTalk, publicTalk } from '../../protocol/public-talk.ts';
import type { Talk } from '../../protocol/talk.ts';
import { lookThrough } from '../../talk/prepared.ts';
import { buildCheatSheet, type CheatSheet } from './digest/cheat-sheet.ts';
import { WORDS_A_MINUTE } from './digest/spoken.ts';
import type { Fault } from './fault.ts';
import type { Diagrams, ListSources, ReadEdits, ReadSource } from './fences/fence.ts';
import type { LookAtFile } from './pictures.ts';
import { renderSlide, type Slide } from './slide.ts';
import { cutSlides } from './slide-source.ts';

/** One slide in the audience's deck. `h` and `v` are reveal's indices. */
export type DeckSection = { html: string; source: string; h: number; v: number };

/** The speaker's notes for one slide. */
export type DeckNote = {
  h: number;
  v: number;
  title: string;
  section: string;
  html: string;
  /** How many words of the notes are spoken, and how many seconds that takes. */
  words: number;
  seconds: number;
  /** Demos whose terminals or files are on the slide. */
  demos: string[];
};

export type Deck = {
  talk: PublicTalk;
  sections: DeckSection[];
  /** All sections, as reveal expects them inside `.slides`. */
  html: string;
  notes: DeckNote[];
  cheatSheet: CheatSheet;
  /** Modules and style sheets, below deck/, that the talk's fences need in every page with slides. */
  loads: string[];
};

export type DeckSource = {
  talk: Talk;
  /** The talk's folder as written in messages: `slides`. */
  folder: string;
  /** Slide files in the talk's order. */
  files: readonly { file: string; text: string }[];
  diagrams: Diagrams;
  /** Reads source code that slides show. */
  source: ReadSource;
  /** Other files to search for a missing region; without it, none. */
  beside?: ListSources;
  /** Looks at the pictures, films and sounds that slides show. */
  look: LookAtFile;
};

/** Builds the deck. Show it only when `faults` is empty. */
export async function buildDeck(source: DeckSource): Promise<{ deck: Deck; faults: Fault[] }> {
  const faults: Fault[] = [];
  const talk = publicTalk(source.talk);
  const stacks: Slide[][] = [];
  const edits = editsOf(source);
  let section = talk.sections[0]?.id ?? '';
  for (const { file, text } of source.files) {
    const report = (line: number, what: string, fix: string) => faults.push({ file, line, what, fix });
    for (const cut of cutSlides(text, report)) {
      const slide = await renderSlide(cut, {
        talk,
        folder: source.folder,
        section,
        file,
        diagrams: source.diagrams,
        source: source.source,
        edits,
        beside: source.beside,
        look: source.look,
        report,
      });
      section = slide.section;
      const stack = stacks.at(-1);
      if (cut.place === 'below' && stack) stack.push(slide);
      else stacks.push([slide]);
    }
  }
  faults.push(...repeatedIds(stacks.flat()));
  const placed = stacks.flatMap((stack, h) => stack.map((slide, v) => ({ ...slide, h, v })));
  return {
    deck: {
      talk,
      sections: placed.map(({ html, source, h, v }) => ({ html, source, h, v })),
      html: stacks.map(renderStack).join('\n'),
      notes: placed.map(({ h, v, title, section, notes, words, demos }) => ({
        h,
        v,
        title,
        section,
        html: notes,
        words,
        seconds: Math.round((words / WORDS_A_MINUTE) * 60),
        demos,
      })),
      loads: [...new Set(placed.flatMap(({ loads }) => loads))].sort(),
      cheatSheet: await buildCheatSheet(source.talk, placed, source.source),
    },
    faults: faults.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line),
  };
}

/** Makes the texts of an edited file when a slide needs them. */
function editsOf({ talk, source }: DeckSource): ReadEdits {
  return (id, name) => {
    const demo = talk.demos.find((demo) => demo.id === id);
    const file = demo?.files.find((file) => file.id === name);
    if (!demo || !file) throw new Error(`no file ${name} of demo ${id}`);
    return lookThrough(file, demo.steps, (path) => {
      const text = source(path);
      if (text === undefined) throw new Error(`there is no file ${path}`);
      return text.replaceAll('\r\n', '\n');
    });
  };
}

function renderStack(stack: Slide[]): string {
  const sections = stack.map((slide) => slide.html).join('\n');
  return stack.length === 1 ? sections : `<section>\n${sections}\n</section>`;
}

/** reveal finds a slide by the id in the address, so when two slides have the same id, it never finds the second. */
function repeatedIds(slides: Slide[]): Fault[] {
  const seen = new Map<string, string>();
  const faults: Fault[] = [];
  for (const slide of slides) {
    const id = /^<section[^>]* id="([^"]*)"/.exec(slide.html)?.[1];
    if (id === undefined) continue;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, slide.source);
    else {
      const [file, line] = slide.source.split(':') as [string, string];
      faults.push({
        file,
        line: Number(line),
        what: `id "${id}" is also at ${first}`,
        fix: 'give one another id',
      });
    }
  }
  return faults;
}
