// The talk's schema: sections, demos, panes, steps, and the part of them that a browser may see. Not the talk itself.
import * as v from 'valibot';

const Id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/, 'an id is lower-case letters, digits and -'));
const word = (shortest: number) =>
  v.pipe(
    v.string(),
    v.minLength(shortest),
    v.regex(/^[\w.:@/+-]{0,200}$/, 'only letters, digits and . : @ / + - _'),
  );
const Folder = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][\w-]{0,39}$/, "the name of a folder in the project's: letters, digits, - and _"),
);
const Minutes = v.pipe(v.number(), v.minValue(0), v.maxValue(120));

/** One part of the talk with its time budget in minutes. */
export const Section = v.strictObject({
  id: Id,
  title: v.string(),
  budget: v.strictObject({ min: Minutes, max: Minutes }),
});
export type Section = v.InferOutput<typeof Section>;

/**
 * One terminal of a demo. Its grid never changes: a window's size changes the font, so that audience, mirror
 * and recording always agree.
 */
export const Pane = v.strictObject({
  id: Id,
  title: v.string(),
  cols: v.pipe(v.number(), v.integer(), v.minValue(20), v.maxValue(300)),
  rows: v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(100)),
  /** Working directory: `.` and `./…` are the talk's own folder, anything else is below the project's. A demo's
   * `workspace` is there when the pane starts. */
  cwd: v.string(),
  /** Extra environment of the pane's shell, beside the allow-list. */
  env: v.optional(v.record(v.string(), v.string()), {}),
});
export type Pane = v.InferOutput<typeof Pane>;

/**
 * One file that is edited on a slide. What is typed is cut from its finished version, so that it cannot drift from
 * what is compiled and tested.
 */
export const EditedFile = v.strictObject({
  id: Id,
  title: v.string(),
  /** Below the demo's workspace; no other file can be read or written by a page. */
  path: v.pipe(
    v.string(),
    v.regex(/^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+)*$/, 'a path below the workspace, without ..'),
  ),
  /** How many rows and columns of it fit the frame. */
  rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(60)), 16),
  cols: v.optional(v.pipe(v.number(), v.integer(), v.minValue(20), v.maxValue(200)), 80),
  /** What it begins as, and what stands for the placeholders in it; below the project. */
  template: v.string(),
  fill: v.optional(v.record(v.string(), v.string()), {}),
  /** What it ends as; below the project. */
  finished: v.string(),
});
export type EditedFile = v.InferOutput<typeof EditedFile>;

/**
 * A prepared change of a file. `replace`: the item of this name by the finished one. `insert`: the finished item,
 * `before` another. `without`: the block that begins so goes, from inside the item `in`.
 */
export const Edit = v.union([
  v.strictObject({ replace: v.string() }),
  v.strictObject({ insert: v.string(), before: v.string() }),
  v.strictObject({ without: v.string(), in: v.string() }),
]);

/** One prepared command of a demo, or one prepared edit of a file. */
export const Step = v.strictObject({
  id: Id,
  /** Where it is typed: a pane, or for an edit a file. */
  pane: Id,
  /** The short word on the step rail. */
  label: v.string(),
  /** What is typed. `{iface}`, `{address}`, `{peer}` and `{template}` are filled from the stage's settings. */
  command: v.optional(v.string(), ''),
  /** Instead of a command. */
  edit: v.optional(Edit),
  /** How fast it is typed; the usual is a fast typist, so that the longest command takes about four seconds. */
  keysPerSecond: v.optional(v.pipe(v.number(), v.minValue(2), v.maxValue(500)), 35),
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
  /**
   * What the command wants: programs, looked for on the pane's PATH, and absolute paths. Where one is not there,
   * `instead` is typed, or the step is skipped.
   */
  needs: v.optional(
    v.array(v.pipe(v.string(), v.regex(/^(\/[\w.+/-]+|[\w.+-]+)$/, 'a program, or an absolute path'))),
    [],
  ),
  /** What is typed where not all of `needs` is there; it is met by exit status 0. */
  instead: v.optional(v.string()),
  /** What the command makes in the demo's workspace. Where it is already, as after a crash, the step is skipped. */
  makes: v.optional(v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/, 'the name of a file or folder'))),
});
export type Step = v.InferOutput<typeof Step>;

/**
 * What `{iface}`, `{address}`, `{peer}` and `{template}` stand for in commands. The lab's own laptop and its other
 * machine go by these names too; on the stage `talk.local.json` may give others.
 */
export const Stage = v.strictObject({
  iface: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{1,15}$/, 'not an interface name')), 'eno1'),
  address: v.optional(v.pipe(v.string(), v.ipv4()), '10.0.0.70'),
  peer: v.optional(word(1), 'proxmox'),
  /** Address of a project template in git. In the lab, git finds the talk's own `template` folder there. */
  template: v.optional(word(0), ''),
});
export type Stage = v.InferOutput<typeof Stage>;

/** A cargo workspace that the set-up builds (dev profile) before the demos that need it can be live. */
export const Build = v.strictObject({
  id: Id,
  title: v.string(),
  /** The workspace's folder, below the project's. */
  dir: v.string(),
  /** The program that the build leaves in target/debug. */
  program: v.pipe(v.string(), v.regex(/^[\w-]+$/, 'the name of a program, without a folder')),
  /**
   * `WORKSPACE/NAME`: where a demo makes this project anew. The set-up builds it there, too, so that on stage cargo
   * has only the project's own crates to compile.
   */
  anew: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z][\w-]*\/[\w-]+$/, "write WORKSPACE/NAME, as in 'stage/app'")),
  ),
});
export type Build = v.InferOutput<typeof Build>;

/**
 * What any demo may need before it can be live; a talk's own `builds` come on top. Without `root` a demo's panes are
 * ordinary terminals of the speaker.
 */
export const PARTS = ['root', 'packages', 'linker', 'generator'] as const;

export const Demo = v.pipe(
  v.strictObject({
    id: Id,
    title: v.string(),
    /** Of {@link PARTS} and the talk's `builds`. */
    needs: v.array(v.string()),
    /**
     * A folder in the project's that git ignores: fresh and empty when the demo is first opened and at every reset.
     * Its panes' cargo builds into `.cache/target`, so that emptying it costs nothing.
     */
    workspace: v.optional(Folder),
    panes: v.pipe(v.array(Pane), v.minLength(1)),
    /** The files that are edited on slides, all below `workspace`. */
    files: v.optional(v.array(EditedFile), []),
    steps: v.array(Step),
  }),
  v.check(
    ({ steps, panes, files }) =>
      steps.every(({ pane, edit }) => (edit ? files : panes).some(({ id }) => id === pane)),
    'a step names a pane or, for an edit, a file that its demo does not have',
  ),
  v.check(
    ({ steps }) => steps.every(({ command, edit }) => (command === '') === (edit !== undefined)),
    'a step has either a command or an edit',
  ),
  v.check(({ files, workspace }) => files.length === 0 || workspace !== undefined, 'files want a workspace'),
  v.check(
    ({ panes, files }) => unique([...panes, ...files].map(({ id }) => id)),
    'a pane and a file, or two files, have the same id',
  ),
  v.check((demo) => unique(demo.steps.map((step) => step.id)), 'two steps of a demo have the same id'),
  v.check(
    (demo) => demo.steps.every((step) => step.instead === undefined || step.needs.length > 0),
    'a step has an `instead`, but no `needs` without which it is typed',
  ),
  v.check(
    (demo) => demo.steps.every((step) => step.makes === undefined || demo.workspace !== undefined),
    'a step says what it makes, but its demo has no `workspace` to make it in',
  ),
  v.check((demo) => unique(demo.panes.map((pane) => pane.id)), 'two panes of a demo have the same id'),
);
export type Demo = v.InferOutput<typeof Demo>;

export const Talk = v.pipe(
  v.strictObject({
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
    stage: v.optional(Stage, {}),
    builds: v.optional(v.array(Build), []),
    /** What the set-up brings although no demo waits for it. */
    needs: v.optional(v.array(v.string()), []),
    /** Folder of the project template that `stage.template` leads to in the lab; below the project's. */
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
    'two builds have the same id, or one that a part of the set-up has',
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
        const message = `there is no "${need}" to need; there are ${known.join(', ')}`;
        addIssue({ message, path: issuePath([...path, index]) });
      }
    };
    check(needs, 'needs');
    for (const [index, demo] of demos.entries()) check(demo.needs, 'demos', index, 'needs');
  }),
);
export type Talk = v.InferOutput<typeof Talk>;

function issuePath(keys: (string | number)[]): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const items = keys.map((key) => ({ type: 'unknown', origin: 'value', input: {}, key, value: {} }) as const);
  return items as unknown as [v.IssuePathItem, ...v.IssuePathItem[]];
}

function unique(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

/** A talk as it is written: what has a default may be left out. */
export type TalkSource = v.InferInput<typeof Talk>;

/** Checks nothing at run time; it gives `slides/talk.ts` its types while it is written. */
export function defineTalk(talk: TalkSource): TalkSource {
  return talk;
}

/** One mistake in a talk: its path inside the talk (`demos`, 0, `steps`, 2, `pane`) and what is wrong. */
export type TalkFault = { path: (string | number)[]; what: string };

/** Validates a talk; no faults means that `talk` is there. */
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

/** valibot says of a field that is missing or unknown that a key is invalid. */
function inWords(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== 'strict_object' || !issue.path) return issue.message;
  return issue.expected === 'never' ? 'there is no such field' : 'this field is missing';
}

/**
 * Validates a talk.
 * @throws Error with one line per fault: the path inside the talk (`demos.0.steps.2.pane`) and what is wrong.
 */
export function parseTalk(input: unknown, file: string): Talk {
  const { talk, faults } = checkTalk(input);
  if (talk) return talk;
  throw new Error(faults.map(({ path, what }) => `${file}: ${path.join('.') || 'talk'}: ${what}`).join('\n'));
}

/** Fills `{iface}`, `{address}`, `{peer}` and `{template}` into a command; other braces stay. */
export function fillCommand(command: string, stage: Stage): string {
  return command.replace(/\{(iface|address|peer|template)\}/g, (_, name: keyof Stage) => stage[name]);
}

/** What the audience's browser gets of a step: what will be seen on the slide anyway. */
export type PublicStep = Pick<Step, 'id' | 'pane' | 'label' | 'command'>;
export type PublicFile = Pick<EditedFile, 'id' | 'title' | 'rows' | 'cols'>;
export type PublicPane = Pick<Pane, 'id' | 'title' | 'cols' | 'rows'>;
export type PublicDemo = {
  id: string;
  title: string;
  panes: PublicPane[];
  files: PublicFile[];
  steps: PublicStep[];
};
export type PublicTalk = {
  title: string;
  subtitle: string;
  speaker: string;
  event: string;
  address?: string | undefined;
  sections: Section[];
  demos: PublicDemo[];
  /** What the commands on the slides are filled with. */
  stage: Stage;
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
    stage: talk.stage,
    demos: talk.demos.map((demo) => ({
      id: demo.id,
      title: demo.title,
      panes: demo.panes.map(({ id, title, cols, rows }) => ({ id, title, cols, rows })),
      files: demo.files.map(({ id, title, cols, rows }) => ({ id, title, cols, rows })),
      steps: demo.steps.map(({ id, pane, label, command }) => ({ id, pane, label, command })),
    })),
  };
}
