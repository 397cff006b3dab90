// `npm run record`: gives every demo once, from its steps, in the lab, and writes what was seen to public/casts.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatCast } from '../../protocol/cast.ts';
import { type Demo, parseTalk } from '../../protocol/talk.ts';
import { findRoot, LabClient } from '../lab-client.ts';
import { Sessions } from '../sessions.ts';
import { startSetup } from '../setup/setup.ts';
import { setStage, TALK_STAGE } from '../stage.ts';
import { Steps } from '../steps.ts';
import { Recorder } from './recorder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Between two steps a person would look at what came; in ms. */
const PAUSE_MS = 900;
/** What a demo still prints after its last step is part of the recording; in ms. */
const LAST_MS = 2500;

export async function main(argv: string[]): Promise<void> {
  try {
    await record(argv);
    process.exit(0);
  } catch (error) {
    console.error(`ebpf-talk: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** @param only ids of demos; all when empty. */
async function record(only: string[]): Promise<void> {
  const talk = setStage(
    parseTalk((await import('../../slides/talk.ts')).default, 'slides/talk.ts'),
    TALK_STAGE,
  );
  const demos = talk.demos.filter((demo) => only.length === 0 || only.includes(demo.id));
  const unknown = only.find((id) => !talk.demos.some((demo) => demo.id === id));
  if (unknown)
    throw new Error(`the talk has no demo ${unknown}; it has ${talk.demos.map(({ id }) => id).join(', ')}`);
  const way = findRoot(process.stdin.isTTY === true);
  if (way.way === 'none') throw new Error(`${way.why}; ${way.mend}`);
  const setup = startSetup({ root: ROOT, want: 'demos' });
  await setup.done;
  const toolchain = setup.toolchain();
  const options = { network: 'lab' as const, ...TALK_STAGE, demos: talk.demos.map(({ id }) => id) };
  const { iface, address, peer, network } = options;
  const lab = await LabClient.open(
    way,
    { network, iface, address, peer, demos: options.demos, template: join(ROOT, 'bpf/template') },
    console.log,
    () => {},
  );
  const sessions = new Sessions({
    root: ROOT,
    talk,
    lab: () => lab,
    toolchain: () => (toolchain && toolchain.kind !== 'none' ? toolchain.env : {}),
  });
  const steps = new Steps(talk, (demo, pane) => sessions.open(demo, pane));
  try {
    for (const demo of demos) await recordDemo(demo, sessions, steps);
  } finally {
    steps.dispose();
    sessions.dispose();
    await lab.dispose();
  }
}

async function recordDemo(demo: Demo, sessions: Sessions, steps: Steps): Promise<void> {
  const recorder = new Recorder();
  for (const pane of demo.panes) recorder.watch(sessions.open(demo.id, pane.id));
  await wait(PAUSE_MS);
  for (const step of demo.steps) {
    recorder.mark(step.pane, step.id);
    const state = await new Promise<string>((resolve, reject) => {
      const watch = steps.onChange((view) => {
        if (
          view.demo !== demo.id ||
          view.step !== step.id ||
          view.state === 'typing' ||
          view.state === 'running'
        )
          return;
        watch.dispose();
        resolve(view.state);
      });
      steps.act(demo.id, step.id, 'run').then((outcome) => {
        if (outcome.kind !== 'done') reject(new Error(`${demo.id}: step ${step.id}: ${outcome.why}`));
      }, reject);
    });
    if (state !== 'met') {
      const text = sessions.find(demo.id, step.pane)?.text() ?? '';
      throw new Error(
        `${demo.id}: step ${step.id} is ${state}; nothing was written. Its pane shows:\n${text}`,
      );
    }
    console.log(`${demo.id}: ${step.id} met`);
    await wait(PAUSE_MS);
  }
  await wait(LAST_MS);
  const commit = execFileSync('git', ['-C', ROOT, 'rev-parse', '--short', 'HEAD']).toString().trim();
  const about = { kernel: release(), commit, timestamp: Math.floor(Date.now() / 1000) };
  const dir = join(ROOT, 'public/casts');
  mkdirSync(dir, { recursive: true });
  for (const [pane, cast] of recorder.casts(demo.id, about)) {
    writeFileSync(join(dir, `${demo.id}.${pane}.cast`), formatCast(cast));
    console.log(`wrote public/casts/${demo.id}.${pane}.cast`);
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
