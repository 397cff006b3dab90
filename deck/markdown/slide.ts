// Renders one slide's source to its <section> and its notes.
import { Marked, Parser, type Token, type Tokens } from 'marked';
import { locateTokens, takeComments } from './comments-in-tokens.ts';
import { spokenWords } from './digest/spoken.ts';
import { oneOf } from './fault.ts';
import { type FenceKind, readInfo, renderFence, type SlideScope } from './fences/fence.ts';
import { FENCES, NOTE_FENCES } from './fences/kinds.ts';
import { type Attributes, formatAttributes } from './html.ts';
import { checkForNotes, checkPictures } from './pictures.ts';
import { SlideRenderer } from './slide-renderer.ts';
import { firstLine, type SlideSource } from './slide-source.ts';

/** What rendering a slide needs besides its source. */
export type SlideSurroundings = Pick<
  SlideScope,
  'talk' | 'folder' | 'diagrams' | 'source' | 'edits' | 'beside' | 'look' | 'report'
> & {
  /** The section of the slide before this one. */
  section: string;
  /** Path of the file, for `data-source`. */
  file: string;
};

export type Slide = {
  /** A `<section>`, without notes. */
  html: string;
  /** HTML of the notes alone; empty when there are none. */
  notes: string;
  /** How many words of the notes are spoken. */
  words: number;
  /** Demos whose terminals or files are on the slide. */
  demos: string[];
  /** Modules and style sheets, below deck/, that its fences need in the page. */
  loads: string[];
  /** Words of the first heading, or an empty string. */
  title: string;
  section: string;
  /** `slides/03-x.md:12` */
  source: string;
};

/** Renders one slide. Reports every fault, and leaves faulty parts out of the HTML. */
export async function renderSlide(source: SlideSource, around: SlideSurroundings): Promise<Slide> {
  const body = await renderMarkdown(source.body, source.bodyLine, FENCES, around);
  checkSteps(body.scope);
  const notes = source.notes.trim()
    ? (await renderMarkdown(source.notes, source.notesLine, NOTE_FENCES, around)).html
    : '';
  const line = firstLine(source);
  const attributes: Attributes = new Map(body.slide);
  const section = findSection(attributes.get('data-section'), line, around);
  const from = `${around.file}:${line}`;
  attributes.set('data-section', section);
  attributes.set('data-source', from);
  // reveal sets display on the section itself, so the layout is on a box inside it.
  const html = `<section${formatAttributes(attributes)}><div class="slide">\n${body.html}</div></section>`;
  return {
    html,
    notes,
    words: spokenWords(source.notes),
    demos: [...new Set([...body.scope.terminals, ...body.scope.editors].map(({ demo }) => demo))],
    loads: [...body.scope.loads],
    title: body.title,
    section,
    source: from,
  };
}

function findSection(given: string | undefined, line: number, around: SlideSurroundings): string {
  const ids = around.talk.sections.map((section) => section.id);
  if (given === undefined) return around.section;
  if (ids.includes(given)) return given;
  around.report(line, `unknown section "${given}"`, `${oneOf(ids)}, or add it to ${around.folder}/talk.ts`);
  return around.section;
}

async function renderMarkdown(
  text: string,
  line: number,
  fences: readonly FenceKind[],
  around: SlideSurroundings,
): Promise<{ html: string; slide: Attributes | undefined; title: string; scope: SlideScope }> {
  const marked = new Marked({ gfm: true });
  const tokens = marked.lexer(text);
  const lines = locateTokens(tokens, line);
  const title = tokens.find((token) => token.type === 'heading');
  const lineOf = (token: Token) => lines.get(token) ?? line;
  const checkHtml = (html: string, line: number) => {
    checkPictures(html, line, around.look, around.report);
    if (fences === FENCES) checkForNotes(html, line, around.report);
  };
  marked.walkTokens(tokens, (token) => {
    if (token.type === 'html') checkHtml(token.raw, lineOf(token));
  });
  const { slide, elements } = takeComments(
    tokens,
    lines,
    (attributes, line) => checkHtml(`<i${formatAttributes(attributes)}>`, line),
    around.report,
  );
  let fragment = 0;
  const scope: SlideScope = {
    ...around,
    nextFragment: () => fragment++,
    terminals: [],
    editors: [],
    steps: [],
    loads: new Set(),
    morph: slide?.has('data-auto-animate') ?? false,
  };
  const code: Tokens.Code[] = [];
  marked.walkTokens(tokens, (token) => {
    if (token.type === 'code') code.push(token as Tokens.Code);
  });
  const rendered = new Map<Token, string>();
  for (const token of code) {
    const info = readInfo(token.lang ?? '', lineOf(token), around.report);
    const fence = { ...info, body: token.text, line: lineOf(token) };
    rendered.set(token, await renderFence(fence, fences, scope));
  }
  const renderer = new SlideRenderer({
    elements,
    picture: (token, html) => checkPictures(html, lineOf(token), around.look, around.report),
    fence: (token) => rendered.get(token) ?? '',
  });
  const html = new Parser({ ...marked.defaults, renderer }).parse(tokens);
  return { html, slide, title: title ? words(title) : '', scope };
}

/** Reports steps whose terminal or file is not on the slide, so that nobody would see them. */
function checkSteps({ talk, steps, terminals, editors, report }: SlideScope): void {
  const shown = [...terminals, ...editors.map(({ demo, file }) => ({ demo, pane: file }))];
  const missing = new Map<string, (typeof steps)[number]>();
  for (const step of steps) {
    const there = shown.some(({ demo, pane }) => demo === step.demo && pane === step.pane);
    if (!there) missing.set(`${step.demo} ${step.pane}`, step);
  }
  for (const { demo, pane, step, line } of missing.values()) {
    const isFile = talk.demos.some(({ id, files }) => id === demo && files.some((file) => file.id === pane));
    const kind = isFile ? 'file' : 'pane';
    report(
      line,
      `step ${step} types into ${kind} ${pane} of ${demo}, which is not on this slide`,
      `add a fence "${isFile ? 'editor' : 'terminal'} demo=${demo} ${kind}=${pane}", or leave the step out with only=…`,
    );
  }
}

/** The words of a token without markup. */
function words(token: Token): string {
  if ('tokens' in token && token.tokens) return token.tokens.map(words).join('').trim();
  return token.type !== 'html' && 'text' in token ? String(token.text) : '';
}
