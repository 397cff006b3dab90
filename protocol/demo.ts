// A demo's schema: its panes, the files edited on slides, and its steps. The whole talk is in talk.ts.
import * as v from 'valibot';

export const Id = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{0,39}$/, 'an id is lower-case letters, digits and -'),
);
const Folder = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][\w-]{0,39}$/, "the name of a folder in the project's: letters, digits, - and _"),
);

/**
 * One terminal of a demo. Its grid never changes; a window's size only changes the font. So the audience's page, a
 * mirror and the recording always show the same.
 */
export const Pane = v.strictObject({
  id: Id,
  title: v.string(),
  cols: v.pipe(v.number(), v.integer(), v.minValue(20), v.maxValue(300)),
  rows: v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(100)),
  /** Working directory: `.` and `./…` are in the talk's own folder, anything else is below the project's. A demo's
   * `workspace` exists when the pane starts. */
  cwd: v.string(),
  /** Extra environment of the pane's shell, beside the allow-list. */
  env: v.optional(v.record(v.string(), v.string()), {}),
});
export type Pane = v.InferOutput<typeof Pane>;

/**
 * One file that is edited on a slide. The deck types pieces of the finished version, so that they are always the code
 * that is compiled and tested.
 */
export const EditedFile = v.strictObject({
  id: Id,
  title: v.string(),
  /** Below the demo's workspace; a page can read and write no other file. */
  path: v.pipe(
    v.string(),
    v.regex(/^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+)*$/, 'a path below the workspace, without ..'),
  ),
  /** How many rows and columns the editor shows. */
  rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(60)), 16),
  cols: v.optional(v.pipe(v.number(), v.integer(), v.minValue(20), v.maxValue(200)), 80),
  /** The file's first version, below the project. */
  template: v.string(),
  /** Values for the placeholders in the template. */
  fill: v.optional(v.record(v.string(), v.string()), {}),
  /** The file's last version, below the project. */
  finished: v.string(),
});
export type EditedFile = v.InferOutput<typeof EditedFile>;

/**
 * A prepared change of a file. `replace`: replaces the item of this name with the finished one. `insert`: inserts the
 * finished item `before` another. `without`: removes the block that begins with this text from the item `in`.
 */
export const Edit = v.union([
  v.strictObject({ replace: v.string() }),
  v.strictObject({ insert: v.string(), before: v.string() }),
  v.strictObject({ without: v.string(), in: v.string() }),
]);

/** A pattern that is searched again and again; `g` and `y` would make the result depend on the last search. */
const Pattern = v.pipe(
  v.instance(RegExp),
  v.transform(({ source, flags }) => new RegExp(source, flags.replace(/[gy]/g, ''))),
);

/** One prepared command of a demo, or one prepared edit of a file. */
export const Step = v.strictObject({
  id: Id,
  /** Where it is typed: a pane or, for an edit, a file. */
  pane: Id,
  /** The short word on the step rail. */
  label: v.string(),
  /** What is typed, after the names of the stage replace `{iface}`, `{address}`, `{peer}` and `{template}`. */
  command: v.optional(v.string(), ''),
  /** Instead of a command. */
  edit: v.optional(Edit),
  /** How fast it is typed. The default is a fast typist: the longest command takes about four seconds. */
  keysPerSecond: v.optional(v.pipe(v.number(), v.minValue(2), v.maxValue(500)), 35),
  /** `auto` types and runs; `prefill` types, and the speaker presses Enter, or Next once more. */
  run: v.optional(v.picklist(['auto', 'prefill']), 'auto'),
  /** When the pane can take the command: at the shell's prompt, or when the cursor's line matches. */
  ready: v.optional(v.union([v.literal('prompt'), Pattern]), 'prompt'),
  /** Must match the output after Enter; without it, the exit status must be 0. */
  expect: v.optional(Pattern),
  /** By pane: must match too, in what other panes of the demo print after Enter. */
  expectIn: v.optional(v.record(Id, Pattern), {}),
  /**
   * Behind `ready` no exit status tells that the command is over: a whole line of its output that does, met or not, as
   * ping's summary. The step also ends when `ready` matches again.
   */
  ends: v.optional(Pattern),
  /** Milliseconds after Enter until a step that is not met counts as unmet. */
  timeoutMs: v.optional(v.pipe(v.number(), v.minValue(100)), 15_000),
  /** Before typing, stops what still runs in the pane with Ctrl-C. */
  interrupt: v.optional(v.boolean(), false),
  /** `false` takes the step out of the order: it waits for no earlier step of its demo, and none waits for it. */
  after: v.optional(v.boolean(), true),
  /**
   * What the command needs: programs on the pane's PATH, absolute paths, and `file:PATH`, where `./…` is in the talk's
   * own folder and anything else below the project's. When one is missing, `instead` is typed, or the step is skipped.
   */
  needs: v.optional(
    v.array(
      v.pipe(
        v.string(),
        v.regex(/^((file:|\/)[\w.+/-]+|[\w.+-]+)$/, 'a program, an absolute path, or file:PATH'),
      ),
    ),
    [],
  ),
  /** What is typed when something in `needs` is missing; the step is met by exit status 0. */
  instead: v.optional(v.string()),
  /** What the command makes in the demo's workspace. If that exists already, as after a crash, the step is skipped. */
  makes: v.optional(v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/, 'the name of a file or folder'))),
});
export type Step = v.InferOutput<typeof Step>;

export const Demo = v.pipe(
  v.strictObject({
    id: Id,
    title: v.string(),
    /** Parts of the set-up, and the talk's `builds`. */
    needs: v.array(v.string()),
    /**
     * A folder in the project's that git ignores; emptied when the demo is first opened and at every reset. Cargo in
     * its panes builds into `.cache/target`, so that nothing has to be compiled again after that.
     */
    workspace: v.optional(Folder),
    panes: v.pipe(v.array(Pane), v.minLength(1)),
    /** The files that are edited on slides, all below `workspace`. */
    files: v.optional(v.array(EditedFile), []),
    steps: v.array(Step),
    /**
     * What happens when a step is unmet: `ask` proposes its recording on the speaker's page, `auto` shows it at once.
     */
    failover: v.optional(v.picklist(['ask', 'auto']), 'ask'),
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
  v.check(
    ({ files, workspace }) => files.length === 0 || workspace !== undefined,
    'a demo with files needs a workspace',
  ),
  v.check(
    ({ panes, files }) => unique([...panes, ...files].map(({ id }) => id)),
    'a pane and a file, or two files, have the same id',
  ),
  v.check((demo) => unique(demo.steps.map((step) => step.id)), 'two steps of a demo have the same id'),
  v.check(
    (demo) => demo.steps.every((step) => step.instead === undefined || step.needs.length > 0),
    'a step has an `instead`, but no `needs`',
  ),
  v.check(
    (demo) => demo.steps.every((step) => step.makes === undefined || demo.workspace !== undefined),
    'a step has a `makes`, but its demo has no `workspace`',
  ),
  v.check((demo) => unique(demo.panes.map((pane) => pane.id)), 'two panes of a demo have the same id'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [index, message] of lackingExpect(dataset.value.steps))
      addIssue({ message, path: issuePath(['steps', index]) });
    for (const { path, message } of wrongOthers(dataset.value)) addIssue({ message, path: issuePath(path) });
  }),
);
export type Demo = v.InferOutput<typeof Demo>;

/**
 * Steps whose program goes on, as a later step in their pane shows, and that have no `expect`: nobody could tell when
 * they are met, and other panes wait for that.
 */
function lackingExpect(steps: readonly Step[]): [index: number, what: string][] {
  return steps.flatMap(({ id, pane, interrupt, ready }, at): [number, string][] => {
    const before = steps.findLastIndex((step, i) => i < at && step.pane === pane && !step.edit);
    const step = steps[before];
    const inside = ready !== 'prompt' && step?.ready === 'prompt';
    if (!step || step.expect || !(interrupt || inside)) return [];
    const why = inside ? `step ${id} is typed into its program` : `step ${id} stops it with Ctrl-C`;
    return [[before, `step ${step.id} goes on (${why}); give it an \`expect\` that says when it is met`]];
  });
}

/** What is wrong with the panes that steps name in `expectIn`. */
function wrongOthers({
  steps,
  panes,
}: {
  steps: readonly Step[];
  panes: readonly Pane[];
}): { path: (string | number)[]; message: string }[] {
  return steps.flatMap(({ pane, edit, expectIn }, index) =>
    Object.keys(expectIn).flatMap((other) => {
      const path = ['steps', index, 'expectIn', other];
      if (edit) return [{ path, message: 'an edit has no `expectIn`' }];
      if (other === pane) return [{ path, message: `${other} is the step's own pane; use \`expect\`` }];
      if (panes.some(({ id }) => id === other)) return [];
      const others = panes.map(({ id }) => id).filter((id) => id !== pane);
      const fix = others.length > 0 ? `use ${others.join(' or ')}` : 'it has no other pane';
      return [{ path, message: `the demo has no pane "${other}"; ${fix}` }];
    }),
  );
}

/** A path for an issue of a check of our own. */
export function issuePath(keys: (string | number)[]): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const items = keys.map((key) => ({ type: 'unknown', origin: 'value', input: {}, key, value: {} }) as const);
  return items as unknown as [v.IssuePathItem, ...v.IssuePathItem[]];
}

/** Whether all ids are different. */
export function unique(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}
