// Fences: their info line and options, and the type that every kind of fence implements.
import type { PublicTalk } from '../../../protocol/public-talk.ts';
import type { Checkpoint } from '../../../talk/prepared.ts';
import { oneOf, type Report, similar } from '../fault.ts';
import type { LookAtFile } from '../pictures.ts';

/** One fenced block of a slide. */
export type Fence = {
  /** The first word after the backticks: `terminal`, `rust`. */
  kind: string;
  options: Map<string, string>;
  body: string;
  /** Line of the opening backticks, 1-based in the file. */
  line: number;
};

/** What a fence can read and report while its slide is rendered. */
export type SlideScope = {
  talk: PublicTalk;
  /** The talk's folder as written in messages: `slides`. */
  folder: string;
  report: Report;
  /** The next free `data-fragment-index` on this slide, across its fences. */
  nextFragment(): number;
  /** Terminals, editors and steps on this slide so far; each step needs its pane or file among them. */
  terminals: { demo: string; pane: string; line: number }[];
  editors: { demo: string; file: string; line: number }[];
  steps: { demo: string; pane: string; step: string; line: number }[];
  diagrams: Diagrams;
  source: ReadSource;
  edits: ReadEdits;
  beside?: ListSources | undefined;
  /** Looks at the talk's pictures. */
  look: LookAtFile;
  /** What the fences of this slide need in the page: their kinds' `loads`. */
  loads: Set<string>;
  /** Whether the slide's lines move to their places on the next slide (reveal's auto-animate). */
  morph: boolean;
};

/** Text of a source file: `./…` below the talk's folder, else below the project's; undefined when it doesn't exist. */
export type ReadSource = (path: string) => string | undefined;

/** The texts of a demo's file at the start and after each step, and which prepared edit doesn't fit. */
export type ReadEdits = (demo: string, file: string) => { points: Checkpoint[]; fault: string | null };

/** The other source files of the path's program, such as those below `bpf/ping-monitor`. */
export type ListSources = (path: string) => string[];

/** The folder of diagrams. */
export type Diagrams = {
  /** SVG text, or undefined when the diagram doesn't exist. */
  read(name: string): string | undefined;
  names(): string[];
};

/** One fence kind. */
export type FenceKind = {
  /** The words that begin such a fence. */
  names: readonly string[];
  options: Readonly<Record<string, 'required' | 'optional'>>;
  /** `text`: the block is content. `empty`: anything inside is a mistake. */
  body: 'text' | 'empty';
  /** Modules and style sheets, below deck/, that pages need for it; a talk without such a fence doesn't load them. */
  loads?: readonly string[];
  /** HTML with exactly one outermost element, or '' after reporting a fault. Fences are rendered one by one. */
  render(fence: Fence, scope: SlideScope): string | Promise<string>;
};

/** Reads `kind key=value key="two words"`. Reports words that are not options. */
export function readInfo(info: string, line: number, report: Report): Pick<Fence, 'kind' | 'options'> {
  const words = info.trim().match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? [];
  const options = new Map<string, string>();
  for (const word of words.slice(1)) {
    const match = /^([a-z-]+)=("([^"]*)"|[^"]*)$/.exec(word);
    if (!match) report(line, `cannot read the option ${word}`, 'write name=value or name="two words"');
    else if (options.has(match[1]!)) report(line, `option ${match[1]} is given twice`, 'keep one of them');
    else options.set(match[1]!, match[3] ?? match[2]!);
  }
  return { kind: words[0] ?? '', options };
}

/** Finds the fence's kind, checks its options and renders it. Reports every fault with the fence's line. */
export async function renderFence(
  fence: Fence,
  kinds: readonly FenceKind[],
  scope: SlideScope,
): Promise<string> {
  const kind = kinds.find((candidate) => candidate.names.includes(fence.kind));
  if (!kind) {
    scope.report(fence.line, `unknown fence kind "${fence.kind}"`, otherKinds(fence.kind, kinds));
    return '';
  }
  let complete = true;
  for (const name of fence.options.keys()) {
    if (name in kind.options) continue;
    const known = Object.keys(kind.options);
    scope.report(
      fence.line,
      `unknown option "${name}" of ${fence.kind || 'a plain fence'}`,
      known.length ? oneOf(known) : 'leave it out, this fence has no options',
    );
  }
  for (const [name, need] of Object.entries(kind.options)) {
    if (need === 'required' && !fence.options.get(name)) {
      complete = false;
      scope.report(fence.line, `${fence.kind} without ${name}`, `add ${name}=… after ${fence.kind}`);
    }
  }
  if (kind.body === 'empty' && fence.body.trim() !== '') {
    const fix = 'remove it; all options go on the line of the backticks';
    scope.report(fence.line, `text inside a ${fence.kind} fence`, fix);
  }
  for (const path of kind.loads ?? []) scope.loads.add(path);
  return complete ? kind.render(fence, scope) : '';
}

/** The fix for an unknown kind: names with a similar spelling, or else one name of each kind. */
function otherKinds(wrong: string, kinds: readonly FenceKind[]): string {
  const near = similar(
    wrong,
    kinds.flatMap(({ names }) => names),
  );
  if (near.length > 0) return oneOf(near);
  const each = kinds.flatMap(({ names }) => names.find((name) => name !== '') ?? []);
  return `${oneOf(each)}, or a language of https://shiki.style/languages, such as python`;
}

/** The demo that the option `demo` names, or undefined after reporting which demos there are. */
export function findDemo(fence: Fence, scope: SlideScope) {
  const id = fence.options.get('demo')!;
  const demo = scope.talk.demos.find((candidate) => candidate.id === id);
  if (!demo) {
    const ids = scope.talk.demos.map((candidate) => candidate.id);
    scope.report(fence.line, `unknown demo "${id}"`, `${oneOf(ids)}, or add it to ${scope.folder}/talk.ts`);
  }
  return demo;
}
