// For tests of steps: a real bash on a real PTY, without a lab, and a talk's steps in it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Held, StepState, StepView } from '../../protocol/step.ts';
import { parseTalk } from '../../protocol/talk.ts';
import { bashRc } from '../terminal/marks.ts';
import { openPty } from '../terminal/pty.ts';
import { Session } from '../terminal/session.ts';
import { BOUNDS, type Bounds } from './bounds.ts';
import type { Surroundings } from './step-entry.ts';
import { type Outcome, Steps } from './steps.ts';

const NONCE = '0123456789abcdef';

/** For tests that wait until a bound is over. */
export const QUICK: Bounds = {
  prompt: 600,
  interrupt: 100,
  answer: 400,
  start: 500,
  quiet: 200,
  question: 300,
  elsewhere: 300,
  echo: 300,
};

/** A step without its pane and label: `pane` is `shell` unless given. */
export type TestStep = { id: string; pane?: string } & Record<string, unknown>;

export type ShellFixture = {
  /** The session of each pane, by id. */
  sessions: Map<string, Session>;
  session: Session;
  steps: Steps;
  /** Home of its shells; they start there. */
  dir: string;
  view(id: string): StepView;
  /** Waits until a step's view is as wanted. */
  until(id: string, wanted: (view: StepView) => boolean): Promise<StepView>;
  /** Asks for a step, types it at once, and waits for its end. */
  give(id: string): Promise<StepView>;
  /** The lines that shells ran through `ran`, in order: each command of the tests calls it with its own words. */
  lines(): string[];
  dispose(): void;
};

const NO_FILES = {
  find: () => {
    throw new Error('no file');
  },
  finished: () => '',
};

/** A function of the shells that notes its words, and commands that nobody prepared. */
const NOTES = `
ran() { printf '%s\\0' "$*" >>"$HOME/ran"; }
command_not_found_handle() { printf 'unknown: %s\\0' "$*" >>"$HOME/ran"; return 127; }
export -f ran command_not_found_handle
`;

/**
 * @param panes ids of the demo's panes; each has a shell of its own.
 * @param rc further lines of the shells' start-up file.
 */
export function openShells(
  steps: readonly TestStep[],
  {
    panes = ['shell'],
    rc = '',
    bounds = BOUNDS,
    surroundings,
    cols = 80,
  }: {
    panes?: readonly string[];
    rc?: string;
    bounds?: Bounds;
    surroundings?: Surroundings;
    cols?: number;
  } = {},
): ShellFixture {
  const dir = mkdtempSync(join(tmpdir(), 'steps-'));
  const demo = {
    id: 'demo',
    title: 'demo',
    needs: [],
    workspace: 'stage',
    panes: panes.map((id) => ({ id, title: id, cols, rows: 10, cwd: '.' })),
    steps: steps.map((step) => ({ pane: 'shell', label: step.id, ...step })),
  };
  const talk = parseTalk({ title: 't', sections: [], demos: [demo] }, 'test');
  writeFileSync(join(dir, 'rc'), bashRc(NONCE) + NOTES + rc);
  const env = { PATH: process.env.PATH ?? '', TERM: 'xterm-256color', HOME: dir, LANG: 'C.UTF-8' };
  const command = ['/bin/bash', '--noprofile', '--rcfile', join(dir, 'rc'), '-i'];
  const sessions = new Map(
    talk.demos[0]!.panes.map((pane) => {
      const pty = openPty(pane.cols, pane.rows, {
        command,
        env,
        cwd: dir,
        onEnd: () => session.finish(null),
      });
      const session: Session = new Session('demo', pane, pty, NONCE);
      return [pane.id, session];
    }),
  );
  const all = new Steps(talk, (_, pane) => sessions.get(pane)!, NO_FILES, surroundings, bounds);
  const view = (id: string) => all.view().find(({ step }) => step === id)!;
  const until = (id: string, wanted: (view: StepView) => boolean) =>
    new Promise<StepView>((resolve) => {
      if (wanted(view(id))) return resolve(view(id));
      const watch = all.onChange((changed) => {
        if (changed.step !== id || !wanted(changed)) return;
        watch.dispose();
        resolve(changed);
      });
    });
  return {
    sessions,
    session: sessions.values().next().value!,
    steps: all,
    dir,
    view,
    until,
    give(id) {
      all.act('demo', id, 'run');
      all.act('demo', id, 'complete');
      return until(id, ended);
    },
    lines() {
      try {
        return readFileSync(join(dir, 'ran'), 'utf8').split('\0').slice(0, -1);
      } catch {
        return [];
      }
    },
    dispose() {
      all.dispose();
      for (const session of sessions.values()) session.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function ended({ state }: StepView): boolean {
  return state === 'met' || state === 'unmet' || state === 'skipped';
}

/** Shells whose steps are asked for, and waited for, by their ids. */
export type OpenSteps = Omit<ShellFixture, 'until'> & {
  /** Asks for a step, and for all of it at once. */
  run(id: string): Outcome;
  until(id: string, ...states: StepState[]): Promise<StepState>;
  held(id: string): Promise<Held | undefined>;
};

/** For one test, which ends them. `bash` is the only program, and `made` the only file, that steps find. */
export function openSteps(steps: readonly TestStep[], options?: Parameters<typeof openShells>[1]): OpenSteps {
  const surroundings = {
    finds: (program: string) => program === 'bash',
    has: (_: string, path: string) => path === 'made',
  };
  const shells = openShells(steps, { surroundings, ...options });
  onTestFinished(() => shells.dispose());
  return {
    ...shells,
    run(id) {
      const outcome = shells.steps.act('demo', id, 'run');
      shells.steps.act('demo', id, 'complete');
      return outcome;
    },
    until: async (id, ...states) => (await shells.until(id, ({ state }) => states.includes(state))).state,
    held: async (id) => (await shells.until(id, ({ held }) => held !== undefined)).held,
  };
}
