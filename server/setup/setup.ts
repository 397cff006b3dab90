// The set-up: looks at every part, does what is missing in order, and reports progress to its listeners.
// It never throws; progress.ts prints.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Listeners } from '../../protocol/listeners.ts';
import { inTurn } from '../system/lock.ts';
import type { Ask } from './asker.ts';
import { buildPart } from './builds.ts';
import { chromiumPart, packagesPart } from './debian.ts';
import { generatorPart } from './generator.ts';
import { linkerPart } from './linker.ts';
import { nextMoves } from './order.ts';
import {
  type Check,
  type Part,
  PartFailure,
  type PartId,
  type PartState,
  type PartView,
  type Wanted,
  wantedParts,
} from './part.ts';
import { probe } from './probe.ts';
import { decide, type Toolchain } from './toolchain.ts';

export type SetupOptions = {
  /** The project's folder, absolute. */
  root: string;
  /** `demos`: what the talk needs; `all`: also what the tests need. */
  want: 'demos' | 'all';
  /** What the talk needs. */
  talk: Wanted;
  /** Asks before sudo is used; or why nobody is asked. */
  ask?: Ask | string;
  /** Aborting it does the same as {@link Setup.dispose}. */
  signal?: AbortSignal;
};

export type Setup = {
  parts(): PartView[];
  /** Called after every change of any part; returns the disposer. */
  onChange(listener: () => void): () => void;
  /** Settles when no part is waiting or working any more; never rejects. */
  done: Promise<void>;
  /** The toolchain as found last; undefined until the first look (about 0.1 s after the start). */
  toolchain(): Toolchain | undefined;
  /** Ends the running commands with their process groups; settles when they have ended. */
  dispose(): Promise<void>;
};

const NO_TERMINAL = 'there is no terminal to ask on';

export function startSetup({ root, want, talk, ask = NO_TERMINAL, signal }: SetupOptions): Setup {
  const titles = wantedParts(talk, want === 'all');
  const ids = [...titles.keys()];
  const states = new Map<PartId, PartState>(ids.map((id) => [id, { state: 'waiting', line: 'waiting' }]));
  const listeners = new Listeners();
  const ending = new AbortController();
  const looks = toolchainLooks(root);
  let answer: Promise<boolean> | undefined;
  const askOnce = typeof ask === 'string' ? ask : (question: string) => (answer ??= ask(question));
  const stateOf = (id: PartId): PartState => states.get(id) ?? { state: 'done', line: '' };
  const set = (id: PartId, state: PartState) => {
    states.set(id, state);
    listeners.call();
  };
  const stop = () => ending.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();

  const settle = (id: PartId, check: Check, needs: readonly PartId[]) => {
    if (check.is === 'done') set(id, { state: 'done', line: check.line });
    else if (check.is === 'skipped') set(id, { ...check, state: 'skipped' });
    else if (check.is === 'failed') set(id, { state: 'failed', line: check.line, fix: check.fix });
    else set(id, { state: 'waiting', line: needs.length > 0 ? check.line : 'starting' });
  };

  const work = async (part: Part): Promise<void> => {
    const say = (line: string) => stateOf(part.id).line !== line && set(part.id, { state: 'working', line });
    const act = async () => {
      ending.signal.throwIfAborted();
      const check = await part.check();
      if (check.is !== 'todo') return settle(part.id, check, part.needs);
      const line = await part.work({ signal: ending.signal, say });
      looks.forget();
      await looks.find();
      set(part.id, { state: 'done', line });
    };
    try {
      if (part.lane === 'apt') return await act(); // apt.ts asks first, then waits for its turn.
      const store = join(root, '.cache/setup');
      mkdirSync(store, { recursive: true });
      const onWait = () => say('waiting for another set-up of this folder');
      await inTurn(store, { signal: ending.signal, onWait }, async (waited) => {
        if (waited) looks.forget();
        await act();
      });
    } catch (error) {
      looks.forget();
      if (ending.signal.aborted)
        return set(part.id, { state: 'skipped', line: 'stopped before it was done' });
      const fix = error instanceof PartFailure ? error.fix : 'npm run setup';
      set(part.id, { state: 'failed', line: error instanceof Error ? error.message : String(error), fix });
    }
  };

  const go = async (): Promise<void> => {
    if (process.platform !== 'linux') {
      const toolchain = await looks.find();
      const { why, fix } = toolchain.kind === 'none' ? toolchain : { why: process.platform, fix: '' };
      for (const id of ids) set(id, { state: 'skipped', line: why, fix });
      return;
    }
    if (ids.length === 0) return;
    const first = await looks.find();
    const foresee = async (again: boolean) => {
      if (again) looks.forget();
      return decide({ ...(await looks.facts()), cc: true });
    };
    const look = () => {
      looks.forget();
      return looks.find();
    };
    const needs: PartId[] = first.kind === 'none' ? ['packages'] : [];
    const all: Part[] = [
      packagesPart({ root, want, ask: askOnce, foresee }),
      linkerPart({ root, find: looks.find, look, mayCome: () => pending(stateOf('packages')), needs }),
      ...talk.builds.map((workspace) => buildPart(workspace, { root, find: looks.find })),
      generatorPart({ root, find: looks.find }),
      chromiumPart({ root, ask: askOnce }),
    ];
    const parts = all.filter(({ id }) => states.has(id));
    await Promise.all(
      parts.map(async (part) => {
        const check = await part
          .check()
          .catch((error: Error): Check => ({ is: 'todo', line: error.message }));
        settle(part.id, check, part.needs);
      }),
    );
    const running = new Set<Promise<void>>();
    while (!ending.signal.aborted) {
      const moves = nextMoves(parts, stateOf);
      for (const move of moves) {
        if (move.do === 'settle') {
          set(move.id, move.as);
          continue;
        }
        const part = parts.find(({ id }) => id === move.id);
        if (part === undefined) continue;
        set(part.id, { state: 'working', line: 'starting' });
        const run: Promise<void> = work(part).finally(() => running.delete(run));
        running.add(run);
      }
      if (moves.length === 0 && running.size === 0) break;
      if (!moves.some((move) => move.do === 'settle')) await Promise.race(running);
    }
    await Promise.all(running);
  };

  const done = go()
    .catch((error: Error) => {
      for (const id of ids) {
        if (pending(stateOf(id))) set(id, { state: 'failed', line: error.message, fix: 'npm run setup' });
      }
    })
    .finally(() => {
      signal?.removeEventListener('abort', stop);
      for (const id of ids)
        if (pending(stateOf(id))) set(id, { state: 'skipped', line: 'stopped before it was done' });
    });

  return {
    parts: () => ids.map((id) => ({ id, title: titles.get(id) ?? id, ...stateOf(id) })),
    onChange: (listener) => listeners.add(listener),
    done,
    toolchain: looks.last,
    dispose() {
      stop();
      return done;
    },
  };
}

function pending(state: PartState): boolean {
  return state.state === 'waiting' || state.state === 'working';
}

/** One look at the machine is shared by all parts, until a part's work has changed it. */
function toolchainLooks(root: string) {
  let facts: ReturnType<typeof probe> | undefined;
  let last: Toolchain | undefined;
  return {
    facts() {
      facts ??= probe(root);
      return facts;
    },
    find: async (): Promise<Toolchain> => {
      facts ??= probe(root);
      last = decide(await facts);
      return last;
    },
    forget: () => {
      facts = undefined;
    },
    last: () => last,
  };
}
