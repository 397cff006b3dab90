// Plays the recordings of a demo into its terminals, all panes on one clock. Knows no fragments and no socket.

import { parseCast } from '../../protocol/cast.ts';
import { Listeners } from '../../protocol/listeners.ts';
import { paneKey } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { Driver, Emit, OpenDriver } from './driver.ts';
import { buildTimeline, outputUpTo, type Segment, segmentOf } from './timeline.ts';

/** Time and files, injected so that tests need neither. */
export type ReplayWorld = {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs once after `ms`; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Text of a recording, or null when there is none. */
  read(path: string): Promise<string | null>;
};

/** The recordings of one demo. */
export type Recording = {
  /** Whether there is anything to show; settles once. */
  ready: Promise<boolean>;
  /** Known only after `ready`. */
  available: boolean;
  /** The step whose end is on screen or which is being played, and whether it is. */
  at(): { step: string | null; playing: boolean };
  /** Whether the step has begun in what is shown now. */
  begun(step: string): boolean;
  /** Shows the exact end of a step at once; null is the state before the first one. */
  seek(step: string | null): void;
  /** Plays a step from its beginning in real time. Returns false when the recording does not have it. */
  play(step: string): boolean;
  /** Shows the end of what is being played at once. */
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
        const panes = talk.demos.find((d) => d.id === demo)?.panes.map((p) => p.id) ?? [];
        recording = createRecording(demo, panes, world);
        byDemo.set(demo, recording);
      }
      return recording;
    },
  };
}

export function createRecording(demo: string, panes: readonly string[], world: ReplayWorld): Recording {
  let segments: Segment[] = [{ step: null, entries: [], duration: 0 }];
  let index = 0;
  /** `next`: the first entry of the segment that is not yet on screen. */
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
    at: () => ({ step: segments[index]!.step, playing: playing !== null }),
    begun: (step) => {
      const of = segmentOf(segments, step);
      return of > 0 && of <= index;
    },
    seek(step) {
      wanted = step;
      // A step that was not recorded changes nothing: what was on screen stays.
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
      void recording.ready.then((available) => {
        if (!open) return;
        if (!available) {
          const why = `there is no recording ${castPath(paneKey(ref))}`;
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
    if (!loaded) return false;
    segments = loaded;
    recording.available = true;
    recording.seek(wanted);
    listeners.call();
    return true;
  });
  return recording;
}

async function load(demo: string, panes: readonly string[], world: ReplayWorld): Promise<Segment[] | null> {
  const casts = await Promise.all(
    panes.map(async (pane) => {
      const path = castPath(paneKey({ demo, pane }));
      try {
        const text = await world.read(path);
        return text === null ? null : ([pane, parseCast(text, path)] as const);
      } catch (error) {
        console.warn(error instanceof Error ? error.message : error);
        return null;
      }
    }),
  );
  const found = casts.filter((cast) => cast !== null);
  return found.length > 0 ? buildTimeline(new Map(found)) : null;
}

function castPath(name: string): string {
  return `casts/${name}.cast`;
}

/**
 * The browser's own clock and files; a page that stands in for a missing file (HTML) is no recording.
 * @param from when recordings may be loaded.
 */
export const browserWorld = (from: Promise<void>): ReplayWorld => ({
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  async read(path) {
    await from;
    const response = await fetch(new URL(path, document.baseURI));
    if (!response.ok) return null;
    const text = await response.text();
    return text.trimStart().startsWith('{') ? text : null;
  },
});
