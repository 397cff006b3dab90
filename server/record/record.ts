// Records a talk: runs every demo's steps once, and writes casts and transcripts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { formatCast } from '../../protocol/cast.ts';
import type { Demo, Step } from '../../protocol/demo.ts';
import type { StepView } from '../../protocol/step.ts';
import type { Talk } from '../../protocol/talk.ts';
import { openTalk } from '../../talk/load.ts';
import { shownPath, type TalkPlace } from '../../talk/place.ts';
import { printsOf } from '../../talk/recordings.ts';
import { LabClient } from '../panes/lab-client.ts';
import { wantedBy } from '../setup/part.ts';
import { startSetup } from '../setup/setup.ts';
import { type House, openHouse } from '../show/house.ts';
import { labOptions } from '../show/preparation.ts';
import { fillStageNames } from '../stage/stage-names.ts';
import type { Steps } from '../steps/steps.ts';
import { ROOT } from '../system/root.ts';
import { findRoot } from '../system/sudo.ts';
import { Recorder } from './recorder.ts';
import { transcribe } from './transcript.ts';

/** Pause between two steps, in ms, as a person would take to look at the output. */
const PAUSE_MS = 900;
/** How long to record after the last step, in ms, since the demo may still print. */
const LAST_MS = 2500;
/** How long a step may be held, in ms, by a pane that is busy. */
const BEGIN_MS = 20_000;
/** The grace time of sessions, in ms: no page shows them, and none may end before its demo is recorded. */
const GRACE_MS = 24 * 60 * 60 * 1000;

/**
 * Records demos of a talk into its casts/.
 * @param only ids of demos; empty for all.
 * @throws Error with the step that was not met; nothing is written for its demo then.
 */
export async function recordTalk(place: TalkPlace, only: readonly string[]): Promise<void> {
  const source = await openTalk(place);
  const talk = withoutPrefill(fillStageNames(source, source.stage));
  const demos = talk.demos.filter((demo) => only.length === 0 || only.includes(demo.id));
  const unknown = only.find((id) => !talk.demos.some((demo) => demo.id === id));
  if (unknown)
    throw new Error(
      `the talk has no demo ${unknown}; use one of ${talk.demos.map(({ id }) => id).join(', ')}`,
    );
  const setup = startSetup({ root: ROOT, want: 'demos', talk: wantedBy({ ...talk, demos }) });
  await setup.done;
  const toolchain = setup.toolchain();
  const lab = demos.some(({ needs }) => needs.includes('root')) ? await openLab(talk) : undefined;
  const house = openHouse({
    place,
    talk,
    ground: {
      lab,
      toolchainEnv: () => (toolchain && toolchain.kind !== 'none' ? toolchain.env : {}),
      dispose: async () => lab?.dispose(),
    },
    graceMs: GRACE_MS,
    note: console.log,
  });
  try {
    for (const demo of demos) {
      const written = source.demos.find(({ id }) => id === demo.id)!;
      await recordDemo(demo, house, place, () => printsOf(place, source, written));
    }
  } finally {
    await house.dispose();
  }
}

/** Nobody presses Enter for a recording. */
function withoutPrefill(talk: Talk): Talk {
  const auto = (step: Step): Step => ({ ...step, run: 'auto' });
  return { ...talk, demos: talk.demos.map((demo) => ({ ...demo, steps: demo.steps.map(auto) })) };
}

function openLab(talk: Talk): Promise<LabClient> {
  const way = findRoot(process.stdin.isTTY === true);
  if (way.way === 'none') throw new Error(`${way.why}; fix: ${way.fix}`);
  return LabClient.open(way, labOptions({ talk, network: 'lab' }), console.log, () => {});
}

async function recordDemo(
  demo: Demo,
  { sessions, steps }: House,
  place: TalkPlace,
  prints: () => ReturnType<typeof printsOf>,
): Promise<void> {
  const before = prints();
  const recorder = new Recorder();
  for (const pane of demo.panes) recorder.watch(sessions.open(demo.id, pane.id));
  await wait(PAUSE_MS);
  for (const step of demo.steps) {
    // An edit prints nothing in a terminal; its marker still keeps its place, and the slide has the file's text.
    recorder.mark(step.edit ? demo.panes[0]!.id : step.pane, step.id);
    const { state, why } = await end(steps, demo.id, step);
    // This machine lacks what the step needs; only its marker is in the recording.
    if (state === 'skipped') {
      console.log(`${demo.id}: ${step.id} skipped`);
      continue;
    }
    if (state !== 'met') {
      const text = sessions.find(demo.id, step.pane)?.text() ?? '';
      throw new Error(
        `${demo.id}: step ${step.id} is ${state}: ${why}; nothing was written. Its pane shows:\n${text}`,
      );
    }
    console.log(`${demo.id}: ${step.id} met`);
    if (!step.edit) await wait(PAUSE_MS);
  }
  await wait(LAST_MS);
  // What the demo itself has written there says nothing about its recording's age.
  const after = prints().code;
  const code = Object.fromEntries(
    Object.entries(before.code).filter(([name, print]) => after[name] === print),
  );
  const about = {
    timestamp: Math.floor(Date.now() / 1000),
    kernel: release(),
    commit: commitOf(place.dir),
    steps: before.steps,
    code,
  };
  const casts = recorder.casts(demo.id, about);
  const write = (name: string, text: string) => {
    const file = join(place.casts, name);
    writeFileSync(file, text);
    console.log(`wrote ${shownPath(place, file)}`);
  };
  mkdirSync(place.casts, { recursive: true });
  for (const [pane, cast] of casts) write(`${demo.id}.${pane}.cast`, formatCast(cast));
  write(`${demo.id}.txt`, transcribe(demo, casts));
}

/**
 * Gives a step, and waits for its end.
 * @throws Error when it can't begin, or does not within {@link BEGIN_MS} because its pane is busy.
 */
function end(steps: Steps, demo: string, step: Step): Promise<StepView> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(bound);
      watch.dispose();
      act();
    };
    const fail = (why: string) =>
      settle(() => reject(new Error(`${demo}: step ${step.id} did not begin: ${why}`)));
    let held = 'no answer';
    const bound = setTimeout(() => fail(held), BEGIN_MS);
    const watch = steps.onChange((view) => {
      if (view.demo !== demo || view.step !== step.id) return;
      held = view.held?.why ?? held;
      if (view.state === 'typing') clearTimeout(bound);
      if (['met', 'unmet', 'skipped'].includes(view.state)) settle(() => resolve(view));
    });
    const outcome = steps.act(demo, step.id, 'run');
    if (outcome.kind === 'held') fail(outcome.why);
    else if (step.edit) steps.act(demo, step.id, 'complete');
  });
}

/** The talk's current commit; '' when it is not in git. */
function commitOf(dir: string): string {
  const { status, stdout } = spawnSync('git', ['-C', dir, 'rev-parse', '--short', 'HEAD'], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : '';
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
