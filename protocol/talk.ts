// The talk's schema: sections, demos, panes, steps, and the part of them that a browser may see. Not the talk itself.
import * as v from 'valibot';

const Id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/, 'an id is lower-case letters, digits and -'));
const Minutes = v.pipe(v.number(), v.minValue(0), v.maxValue(120));

/** One part of the talk with its time budget in minutes. */
export const Section = v.object({
  id: Id,
  title: v.string(),
  budget: v.object({ min: Minutes, max: Minutes }),
});
export type Section = v.InferOutput<typeof Section>;

/**
 * One terminal of a demo. Its grid never changes: a window's size changes the font, so that audience, mirror
 * and recording always agree.
 */
export const Pane = v.object({
  id: Id,
  title: v.string(),
  cols: v.pipe(v.number(), v.integer(), v.minValue(20), v.maxValue(300)),
  rows: v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(100)),
  /** Working directory, relative to the talk's folder. */
  cwd: v.string(),
  /** Extra environment of the pane's shell, beside the allow-list. */
  env: v.optional(v.record(v.string(), v.string()), {}),
});
export type Pane = v.InferOutput<typeof Pane>;

/** One prepared command of a demo. */
export const Step = v.object({
  id: Id,
  pane: Id,
  /** The short word on the step rail. */
  label: v.string(),
  /** What is typed. `{iface}`, `{address}`, `{peer}` and `{template}` are filled from the stage's settings. */
  command: v.string(),
  /** `auto` types and runs; `prefill` types and leaves Enter to the speaker, by hand or by another Next. */
  run: v.optional(v.picklist(['auto', 'prefill']), 'auto'),
  /** When the pane can take the command: at the shell's marked prompt, or when the cursor's line matches. */
  ready: v.optional(v.union([v.literal('prompt'), v.instance(RegExp)]), 'prompt'),
  /** Must appear in the output since Enter; without it, exit status 0 is expected. */
  expect: v.optional(v.instance(RegExp)),
  /** Milliseconds from Enter until a step whose expectation is open counts as unmet. */
  timeoutMs: v.optional(v.pipe(v.number(), v.minValue(100)), 15_000),
  /** Ends what still runs in the pane with Ctrl-C before typing. */
  interrupt: v.optional(v.boolean(), false),
});
export type Step = v.InferOutput<typeof Step>;

/** What a demo needs before it can be live; the set-up's parts of the same names bring it. */
export const Need = v.picklist([
  'root',
  'packages',
  'linker',
  'process-tracker',
  'ping-monitor',
  'generator',
]);
export type Need = v.InferOutput<typeof Need>;

export const Demo = v.pipe(
  v.object({
    id: Id,
    title: v.string(),
    needs: v.array(Need),
    panes: v.pipe(v.array(Pane), v.minLength(1)),
    steps: v.array(Step),
  }),
  v.check(
    (demo) => demo.steps.every((step) => demo.panes.some((pane) => pane.id === step.pane)),
    'a step names a pane that its demo does not have',
  ),
  v.check((demo) => unique(demo.steps.map((step) => step.id)), 'two steps of a demo have the same id'),
  v.check((demo) => unique(demo.panes.map((pane) => pane.id)), 'two panes of a demo have the same id'),
);
export type Demo = v.InferOutput<typeof Demo>;

export const Talk = v.pipe(
  v.object({
    title: v.string(),
    subtitle: v.optional(v.string(), ''),
    speaker: v.optional(v.string(), ''),
    event: v.optional(v.string(), ''),
    /** Where the slides can be read afterwards; the `qr` fence draws it. */
    address: v.optional(
      v.pipe(
        v.string(),
        v.url('not an address; write https://…'),
        v.regex(/^https?:/, 'not an http address'),
      ),
    ),
    sections: v.array(Section),
    demos: v.array(Demo),
  }),
  v.check((talk) => unique(talk.demos.map((demo) => demo.id)), 'two demos have the same id'),
  v.check((talk) => unique(talk.sections.map((section) => section.id)), 'two sections have the same id'),
);
export type Talk = v.InferOutput<typeof Talk>;

function unique(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

/** Checks nothing at run time; it gives `slides/talk.ts` its types while it is written. */
export function defineTalk(talk: v.InferInput<typeof Talk>): v.InferInput<typeof Talk> {
  return talk;
}

/**
 * Validates a talk.
 * @throws Error with one line per fault: the path inside the talk (`demos.0.steps.2.pane`) and what is wrong.
 */
export function parseTalk(input: unknown, file: string): Talk {
  const result = v.safeParse(Talk, input);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${file}: ${v.getDotPath(issue) ?? 'talk'}: ${issue.message}`);
  throw new Error(faults.join('\n'));
}

/** What the audience's browser gets of a step: what will be seen on the slide anyway. */
export type PublicStep = Pick<Step, 'id' | 'pane' | 'label' | 'command'>;
export type PublicPane = Pick<Pane, 'id' | 'title' | 'cols' | 'rows'>;
export type PublicDemo = { id: string; title: string; panes: PublicPane[]; steps: PublicStep[] };
export type PublicTalk = {
  title: string;
  subtitle: string;
  speaker: string;
  event: string;
  address?: string | undefined;
  sections: Section[];
  demos: PublicDemo[];
};

/** The talk without what only the server and the speaker need: directories, environment, expectations. */
export function publicTalk(talk: Talk): PublicTalk {
  return {
    title: talk.title,
    subtitle: talk.subtitle,
    speaker: talk.speaker,
    event: talk.event,
    address: talk.address,
    sections: talk.sections,
    demos: talk.demos.map((demo) => ({
      id: demo.id,
      title: demo.title,
      panes: demo.panes.map(({ id, title, cols, rows }) => ({ id, title, cols, rows })),
      steps: demo.steps.map(({ id, pane, label, command }) => ({ id, pane, label, command })),
    })),
  };
}
