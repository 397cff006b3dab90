// A demo's schema: its panes, its files on slides and its steps. What a whole talk is, is talk.ts.
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

export const Demo = v.pipe(
  v.strictObject({
    id: Id,
    title: v.string(),
    /** Of the set-up's parts and the talk's `builds`. */
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

/** Whether no id comes twice. */
export function unique(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}
