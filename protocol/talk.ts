// The talk's schema: sections, stage, builds and demos. The schema of one demo is in demo.ts.
import * as v from 'valibot';
import { Demo, Id, issuePath, unique } from './demo.ts';

const word = (shortest: number) =>
  v.pipe(
    v.string(),
    v.minLength(shortest),
    v.regex(/^[\w.:@/+-]{0,200}$/, 'only letters, digits and . : @ / + - _'),
  );
const Minutes = v.pipe(v.number(), v.minValue(0), v.maxValue(120));

/** One part of the talk, with its time budget in minutes. */
export const Section = v.strictObject({
  id: Id,
  title: v.string(),
  budget: v.strictObject({ min: Minutes, max: Minutes }),
});
export type Section = v.InferOutput<typeof Section>;

/**
 * What `{iface}`, `{address}`, `{peer}` and `{template}` stand for in commands. The lab's two machines have these names
 * too; for the stage, `talk.local.json` may give others.
 */
export const StageNames = v.strictObject({
  iface: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{1,15}$/, 'not an interface name')), 'eno1'),
  address: v.optional(v.pipe(v.string(), v.ipv4('not an IPv4 address, as in 10.0.0.70')), '10.0.0.70'),
  peer: v.optional(word(1), 'proxmox'),
  /** Address of a project template in git. git in panes gets the talk's `template` folder from it. */
  template: v.optional(word(0), ''),
});
export type StageNames = v.InferOutput<typeof StageNames>;

/** What `talk.local.json` may hold, for `--network stage`. */
export const LocalNames = v.strictObject({
  ...v.partial(StageNames).entries,
  /** Whether git gets the template from its own address, over the network. */
  upstream: v.optional(v.boolean(), false),
});

/** A cargo workspace that the set-up builds (dev profile) before the demos that need it can be live. */
export const Build = v.strictObject({
  id: Id,
  title: v.string(),
  /** The workspace's folder, below the project's. */
  dir: v.string(),
  /** The program that the build leaves in target/debug. */
  program: v.pipe(v.string(), v.regex(/^[\w-]+$/, 'the name of a program, without a folder')),
  /**
   * `WORKSPACE/NAME`: where a demo makes this project anew. The set-up builds it there too, so that in the demo cargo
   * only has to compile the project's own crates.
   */
  anew: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z][\w-]*\/[\w-]+$/, "write WORKSPACE/NAME, as in 'stage/app'")),
  ),
});
export type Build = v.InferOutput<typeof Build>;

/**
 * What any demo may need before it can be live, besides the talk's `builds`. Without `root` a demo's panes are ordinary
 * terminals of the speaker.
 */
const PARTS = ['root', 'packages', 'linker', 'generator'] as const;

export const Talk = v.pipe(
  v.strictObject({
    title: v.string(),
    subtitle: v.optional(v.string(), ''),
    speaker: v.optional(v.string(), ''),
    event: v.optional(v.string(), ''),
    /** Where the slides can be read afterwards; the `qr` fence shows it. */
    address: v.optional(
      v.pipe(
        v.string(),
        v.url('not an address; write https://…'),
        v.regex(/^https?:/, 'not an http address'),
      ),
    ),
    sections: v.array(Section),
    /** How long the talk may take, in minutes; the sum of the sections' budgets if not given. */
    minutes: v.optional(Minutes),
    demos: v.array(Demo),
    stage: v.optional(StageNames, {}),
    builds: v.optional(v.array(Build), []),
    /** What the set-up installs although no demo needs it. */
    needs: v.optional(v.array(v.string()), []),
    /** Folder with the project template that git in panes gets from the address `stage.template`. */
    template: v.optional(v.string(), ''),
  }),
  v.check((talk) => unique(talk.demos.map((demo) => demo.id)), 'two demos have the same id'),
  v.check(
    (talk) => unique(talk.demos.flatMap(({ workspace }) => workspace ?? [])),
    'two demos have the same workspace',
  ),
  v.check((talk) => unique(talk.sections.map((section) => section.id)), 'two sections have the same id'),
  v.check(
    (talk) => unique([...PARTS, ...talk.builds.map((build) => build.id)]),
    'two builds have the same id, or a build has the id of a part of the set-up',
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { demos, builds, needs } = dataset.value;
    const workspaces = demos.flatMap(({ workspace }) => workspace ?? []);
    for (const [index, { anew }] of builds.entries()) {
      const workspace = anew?.split('/')[0];
      if (workspace === undefined || workspaces.includes(workspace)) continue;
      const message = `no demo has the workspace "${workspace}"`;
      addIssue({ message, path: issuePath(['builds', index, 'anew']) });
    }
    const known: readonly string[] = [...PARTS, ...builds.map((build) => build.id)];
    const check = (named: readonly string[], ...path: [string, ...(string | number)[]]) => {
      for (const [index, need] of named.entries()) {
        if (known.includes(need)) continue;
        const message = `unknown need "${need}"; use one of ${known.join(', ')}`;
        addIssue({ message, path: issuePath([...path, index]) });
      }
    };
    check(needs, 'needs');
    for (const [index, demo] of demos.entries()) check(demo.needs, 'demos', index, 'needs');
  }),
);
export type Talk = v.InferOutput<typeof Talk>;

/** A talk as its author writes it: fields with a default may be left out. */
export type TalkSource = v.InferInput<typeof Talk>;

/** Gives `slides/talk.ts` its types in an editor; checks nothing at run time. */
export function defineTalk(talk: TalkSource): TalkSource {
  return talk;
}

/** One mistake in a talk: its path inside the talk (`demos`, 0, `steps`, 2, `pane`) and what is wrong. */
export type TalkFault = { path: (string | number)[]; what: string };

/** Validates a talk. */
export function checkTalk(
  input: unknown,
): { talk: Talk; faults: [] } | { talk: undefined; faults: TalkFault[] } {
  const result = v.safeParse(Talk, input);
  if (result.success) return { talk: result.output, faults: [] };
  return {
    talk: undefined,
    faults: result.issues.map((issue) => ({
      path: (issue.path ?? []).map(({ key }) => key as string | number),
      what: inWords(issue),
    })),
  };
}

/** valibot calls the key of a missing or unknown field just invalid. */
function inWords(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== 'strict_object' || !issue.path) return issue.message;
  return issue.expected === 'never' ? 'there is no such field' : 'this field is missing';
}

/**
 * Validates a talk.
 * @throws Error with one line per fault: the file, the path inside the talk (`demos.0.steps.2.pane`), what is wrong.
 */
export function parseTalk(input: unknown, file: string): Talk {
  const { talk, faults } = checkTalk(input);
  if (talk) return talk;
  throw new Error(faults.map(({ path, what }) => `${file}: ${path.join('.') || 'talk'}: ${what}`).join('\n'));
}

/** Fills `{iface}`, `{address}`, `{peer}` and `{template}` into a command; other braces stay. */
export function fillCommand(command: string, stage: StageNames): string {
  return command.replace(/\{(iface|address|peer|template)\}/g, (_, name: keyof StageNames) => stage[name]);
}
