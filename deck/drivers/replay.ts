// Plays a demo's recordings into its terminals, all panes by one clock.

import { type Cast, parseCast } from '../../protocol/cast.ts';
import { Listeners } from '../../protocol/listeners.ts';
import { paneKey } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { Driver, Emit, OpenDriver } from './driver.ts';
import { buildTimeline, outputUpTo, type Segment, segmentOf } from './timeline.ts';

/** The clock and the files, passed in so that tests can replace them. */
export type ReplayWorld = {
  /** Milliseconds of a steady clock. */
  now(): number;
  /** Calls `run` once after `ms`; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  /** The text of a recording, or null if there is none. */
  read(path: string): Promise<string | null>;
  /** Called with what is wrong with a recording that is there. */
  fault?(why: string): void;
};

/** The recordings of one demo. */
export type Recording = {
  /** Resolves once loading is over: whether there is anything to show. */
  ready: Promise<boolean>;
  /** Whether there is anything to show; false until `ready` resolves. */
  available: boolean;
  /** Whether loading is over. */
  loaded: boolean;
  /** Whether it shows the step; a command that was skipped while it was recorded left only a marker. */
  has(step: string): boolean;
  /** The step whose end is on screen, or that is playing now. */
  at(): { step: string | null; playing: boolean };
  /** Whether what is shown now includes the start of the step. */
  begun(step: string): boolean;
  /** Shows the exact end of a step at once; null shows the state before the first step. */
  seek(step: string | null): void;
  /** Plays a step from its beginning in real time. Returns false if the recording doesn't have it. */
  play(step: string): boolean;
  /** Shows the end of the playing step at once. */
  complete(): void;
  /** Called after every change of `at()`. */
  on(listener: () => void): () => void;
  open: OpenDriver;
};

export type Recordings = { of(demo: string): Recording };

export function createRecordings(talk: PublicTalk, world: ReplayWorld): Recordings {
  const byDemo = new Map<string, Recording>();
  return {
    of(demo) {
      let recording = byDemo.get(demo);
      if (!recording) {
        const { panes = [], steps = [] } = talk.demos.find((d) => d.id === demo) ?? {};
        const edits = steps.filter(({ command }) => command === '');
        const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id);
        recording = createRecording(demo, ids(panes), world, ids(edits));
        byDemo.set(demo, recording);
      }
      return recording;
    },
  };
}

/** @param edits the demo's steps that print nothing in a terminal: editors show their text. */
export function createRecording(
  demo: string,
  panes: readonly string[],
  world: ReplayWorld,
  edits: readonly string[] = [],
): Recording {
  // Without recordings, editors still show the prepared text.
  let segments: Segment[] = [null, ...edits].map((step) => ({ step, entries: [], duration: 0 }));
  let index = 0;
  /** Why a pane has no recording. */
  let faults: ReadonlyMap<string, string> = new Map();
  /** `next`: index of the segment's first entry that is not on screen yet. */
  let playing: { startedAt: number; next: number; cancel: () => void } | null = null;
  let wanted: string | null = null;
  const outputs = new Map<Emit, string>();
  const listeners = new Listeners();

  const screenOf = (pane: string): string => {
    if (!playing) return outputUpTo(segments, index, pane);
    const shown = segments[index]!.entries.slice(0, playing.next).filter((e) => e.pane === pane);
    return outputUpTo(segments, index - 1, pane) + shown.map((e) => e.data).join('');
  };

  const redraw = () => {
    for (const [emit, pane] of outputs) emit({ kind: 'replace', data: screenOf(pane) });
  };

  const show = (until: number) => {
    const { entries } = segments[index]!;
    const due = new Map<string, string>();
    while (playing && playing.next < entries.length && entries[playing.next]!.after <= until) {
      const entry = entries[playing.next++]!;
      due.set(entry.pane, (due.get(entry.pane) ?? '') + entry.data);
    }
    for (const [emit, pane] of outputs) {
      const data = due.get(pane);
      if (data) emit({ kind: 'output', data });
    }
  };

  const tick = () => {
    if (!playing) return;
    show(world.now() - playing.startedAt);
    const next = segments[index]!.entries[playing.next];
    if (!next) return finish();
    playing.cancel = world.after(Math.max(0, next.after - (world.now() - playing.startedAt)), tick);
  };

  const finish = () => {
    playing = null;
    listeners.call();
  };

  const stop = () => {
    playing?.cancel();
    playing = null;
  };

  const recording: Recording = {
    ready: Promise.resolve(false),
    available: false,
    loaded: false,
    has(step) {
      const segment = segments[segmentOf(segments, step)];
      return segment !== undefined && (edits.includes(step) || segment.entries.length > 0);
    },
    at: () => ({ step: segments[index]!.step, playing: playing !== null }),
    begun: (step) => recording.has(step) && segmentOf(segments, step) <= index,
    seek(step) {
      wanted = step;
      // A step that was not recorded changes nothing on screen.
      const target = step === null ? 0 : segmentOf(segments, step);
      if (target < 0 || (target === index && !playing)) return;
      stop();
      index = target;
      redraw();
      listeners.call();
    },
    play(step) {
      const target = segmentOf(segments, step);
      if (target < 0) return false;
      const continues = target === index + 1 && !playing;
      stop();
      wanted = step;
      index = target;
      playing = { startedAt: world.now(), next: 0, cancel: () => {} };
      if (!continues) redraw();
      listeners.call();
      tick();
      return true;
    },
    complete() {
      if (!playing) return;
      playing.cancel();
      show(Number.POSITIVE_INFINITY);
      finish();
    },
    on: (listener) => listeners.add(listener),
    open(ref, emit): Driver {
      let open = true;
      void recording.ready.then(() => {
        if (!open) return;
        const why = faults.get(ref.pane);
        if (why !== undefined) {
          emit({ kind: 'status', status: { state: 'unavailable', reason: { why, fix: 'npm run record' } } });
          return;
        }
        emit({ kind: 'status', status: { state: 'replay' } });
        emit({ kind: 'replace', data: screenOf(ref.pane) });
        outputs.set(emit, ref.pane);
      });
      return {
        input() {},
        restart() {},
        dispose() {
          open = false;
          outputs.delete(emit);
        },
      };
    },
  };

  recording.ready = load(demo, panes, world).then((loaded) => {
    recording.loaded = true;
    faults = loaded.faults;
    if (loaded.casts.size === 0) return false;
    segments = buildTimeline(loaded.casts);
    recording.available = true;
    recording.seek(wanted);
    listeners.call();
    return true;
  });
  return recording;
}

/** The casts of a demo's panes, and why others have none. */
type Loaded = { casts: Map<string, Cast>; faults: Map<string, string> };

async function load(demo: string, panes: readonly string[], world: ReplayWorld): Promise<Loaded> {
  const [casts, faults] = [new Map<string, Cast>(), new Map<string, string>()];
  const read = panes.map(async (pane) => {
    const path = castPath(paneKey({ demo, pane }));
    try {
      const text = await world.read(path);
      if (text === null) faults.set(pane, `the recording ${path} is missing`);
      else casts.set(pane, parseCast(text, path));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      faults.set(pane, why);
      world.fault?.(why);
    }
  });
  await Promise.all(read);
  return { casts, faults };
}

function castPath(name: string): string {
  return `casts/${name}.cast`;
}

/**
 * The browser's clock and the server's files. If a server answers with an HTML page, the file counts as missing.
 * @param start recordings are loaded once it resolves.
 */
export const browserWorld = (
  start: Promise<void>,
  fault: (why: string) => void = (why) => console.warn(why),
): ReplayWorld => ({
  fault,
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  async read(path) {
    await start;
    const response = await fetch(new URL(path, document.baseURI));
    if (!response.ok) return null;
    const text = await response.text();
    return text.trimStart().startsWith('<') ? null : text;
  },
});
