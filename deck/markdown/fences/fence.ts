// What a fence is: its info line, its options, and the contract that every fence kind fulfils. Renders none itself.
import type { PublicTalk } from '../../../protocol/public-talk.ts';
import type { Checkpoint } from '../../../talk/prepared.ts';
import { oneOf, type Report, similar } from '../fault.ts';

/** One fenced block of a slide. */
export type Fence = {
  /** The first word after the backticks: `terminal`, `rust`. */
  kind: string;
  options: Map<string, string>;
  body: string;
  /** Line of the opening backticks, 1-based in the file. */
  line: number;
};

/** What a fence may know and tell while its slide is rendered. */
export type SlideScope = {
  talk: PublicTalk;
  /** The talk's folder as messages name it: `slides`. */
  folder: string;
  report: Report;
  /** Next free `data-fragment-index` of this slide; fences on one slide count on from each other. */
  nextFragment(): number;
  /** Terminals, editors and steps of this slide so far; a step must find its pane or its file among them. */
  terminals: { demo: string; pane: string; line: number }[];
  editors: { demo: string; file: string; line: number }[];
  steps: { demo: string; pane: string; step: string; line: number }[];
  diagrams: Diagrams;
  source: ReadSource;
  edits: ReadEdits;
  beside?: ListSources | undefined;
  /** What the fences of this slide need in the page: their kinds' `loads`. */
  loads: Set<string>;
  /** Whether the slide passes into its neighbour line by line (reveal's auto-animate). */
  morph: boolean;
};

/** Text of a source file: `./…` from the talk's folder, else from the project's; undefined when there is none. */
export type ReadSource = (path: string) => string | undefined;

/** The texts of a file of a demo, from the one that it begins with, and what in its prepared edits doesn't fit. */
export type ReadEdits = (demo: string, file: string) => { points: Checkpoint[]; fault: string | null };

/** The other source files of the program that a path belongs to, such as those below `bpf/ping-monitor`. */
export type ListSources = (path: string) => string[];

/** The folder of diagrams. */
export type Diagrams = {
  /** SVG text, or undefined when there is none of that name. */
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
  /** Modules and style sheets that pages need for it, below deck/; a talk without such a fence loads none of them. */
  loads?: readonly string[];
  /** HTML with exactly one outermost element, or nothing after reporting a fault. Fences are rendered one by one. */
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

/** Finds the fence's kind, checks its options and renders it. Every fault is reported with the fence's line. */
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
    const fix = 'remove it; everything stands in the line of the backticks';
    scope.report(fence.line, `text inside a ${fence.kind} fence`, fix);
  }
  for (const path of kind.loads ?? []) scope.loads.add(path);
  return complete ? kind.render(fence, scope) : '';
}

/** What to write for a kind that there is not: names that are spelt nearly so, or else one of each kind. */
function otherKinds(wrong: string, kinds: readonly FenceKind[]): string {
  const near = similar(
    wrong,
    kinds.flatMap(({ names }) => names),
  );
  if (near.length > 0) return oneOf(near);
  const each = kinds.flatMap(({ names }) => names.find((name) => name !== '') ?? []);
  return `${oneOf(each)}, or a language of https://shiki.style/languages, such as python`;
}

/** The demo that an option names, or undefined after reporting which ones there are. */
export function findDemo(fence: Fence, scope: SlideScope) {
  const id = fence.options.get('demo')!;
  const demo = scope.talk.demos.find((candidate) => candidate.id === id);
  if (!demo) {
    const ids = scope.talk.demos.map((candidate) => candidate.id);
    scope.report(fence.line, `unknown demo "${id}"`, `${oneOf(ids)}, or add it to ${scope.folder}/talk.ts`);
  }
  return demo;
}
