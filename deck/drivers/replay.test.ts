import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DriverEvent } from './driver.ts';
import { createRecording, type ReplayWorld } from './replay.ts';

const header = '{"version":2,"width":97,"height":9,"timestamp":0,"kernel":"k","commit":"c","pane":"p"}';
const files: Record<string, string> = {
  'casts/demo.a.cast': [header, '[0,"o","$ "]', '[1,"m","one"]', '[1.5,"o","one"]', '[9.5,"o"," done"]'].join(
    '\n',
  ),
  'casts/demo.b.cast': [header, '[0,"o","# "]', '[10,"m","two"]', '[10.1,"o","two"]'].join('\n'),
};

let faults: string[] = [];
const world: ReplayWorld = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  read: async (path) => files[path] ?? null,
  fault: (why) => faults.push(why),
};

/** A terminal that only keeps its text. */
function open(recording: ReturnType<typeof createRecording>, pane: string) {
  const screen = { text: '', state: '' };
  const driver = recording.open({ demo: 'demo', pane }, (event: DriverEvent) => {
    if (event.kind === 'status') screen.state = event.status.state;
    else screen.text = event.kind === 'replace' ? String(event.data) : screen.text + event.data;
  });
  return { screen, driver };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('output from before the first step is shown at once, and nothing plays', async () => {
  const recording = createRecording('demo', ['a', 'b'], world);
  const a = open(recording, 'a');
  await recording.ready;
  expect(a.screen).toEqual({ text: '$ ', state: 'replay' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(a.screen.text).toBe('$ ');
});

test('a step plays in real time with long pauses cut, then stops', async () => {
  const recording = createRecording('demo', ['a', 'b'], world);
  const a = open(recording, 'a');
  await recording.ready;
  recording.play('one');
  expect(recording.at()).toEqual({ step: 'one', playing: true });
  await vi.advanceTimersByTimeAsync(499);
  expect(a.screen.text).toBe('$ ');
  await vi.advanceTimersByTimeAsync(1);
  expect(a.screen.text).toBe('$ one');
  await vi.advanceTimersByTimeAsync(1000);
  expect(a.screen.text).toBe('$ one done');
  expect(recording.at()).toEqual({ step: 'one', playing: false });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(a.screen.text).toBe('$ one done');
});

test('a step that plays can be completed at once, and nothing plays twice', async () => {
  const recording = createRecording('demo', ['a', 'b'], world);
  const a = open(recording, 'a');
  await recording.ready;
  recording.play('one');
  await vi.advanceTimersByTimeAsync(600);
  recording.complete();
  expect(a.screen.text).toBe('$ one done');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(a.screen.text).toBe('$ one done');
});

test('going back and jumping show the exact end of a step, even while another one plays', async () => {
  const recording = createRecording('demo', ['a', 'b'], world);
  const a = open(recording, 'a');
  const b = open(recording, 'b');
  await recording.ready;
  recording.seek('two');
  expect([a.screen.text, b.screen.text]).toEqual(['$ one done', '# two']);
  recording.seek(null);
  expect([a.screen.text, b.screen.text]).toEqual(['$ ', '# ']);
  recording.play('one');
  recording.seek('two');
  await vi.advanceTimersByTimeAsync(60_000);
  expect([a.screen.text, b.screen.text]).toEqual(['$ one done', '# two']);
});

test('a terminal that opens while a step plays shows it from where it is', async () => {
  const recording = createRecording('demo', ['a', 'b'], world);
  await recording.ready;
  recording.play('one');
  await vi.advanceTimersByTimeAsync(600);
  const late = open(recording, 'a');
  await vi.advanceTimersByTimeAsync(0);
  expect(late.screen.text).toBe('$ one');
  await vi.advanceTimersByTimeAsync(2000);
  expect(late.screen.text).toBe('$ one done');
});

test('a position that is set before the files are loaded is kept', async () => {
  const recording = createRecording('demo', ['a', 'b'], world);
  const b = open(recording, 'b');
  recording.seek('two');
  await recording.ready;
  await vi.advanceTimersByTimeAsync(0);
  expect(b.screen.text).toBe('# two');
});

test('a pane whose recording is damaged says so, and the demo’s other panes play', async () => {
  const statuses: Record<string, string> = {};
  const recording = createRecording('demo', ['a', 'b', 'gone'], {
    ...world,
    read: (path) => (path.includes('.b.') ? Promise.resolve('{"version":1}') : world.read(path)),
  });
  for (const pane of ['a', 'b', 'gone'])
    recording.open({ demo: 'demo', pane }, (event) => {
      if (event.kind !== 'status') return;
      const { status } = event;
      statuses[pane] = status.state === 'unavailable' ? status.reason.why : status.state;
    });
  expect(await recording.ready).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(statuses).toEqual({
    a: 'replay',
    b: 'casts/demo.b.cast:1: an asciicast of version 1; the deck reads 2 and 3; record it again',
    gone: 'the recording casts/demo.gone.cast is missing',
  });
});

test('a recording that can’t be read is told with its file and line', async () => {
  faults = [];
  const damaged = { ...world, read: async () => `${header}\n[0,"o"` };
  const recording = createRecording('demo', ['a'], damaged);
  expect(await recording.ready).toBe(false);
  expect(faults).toEqual([expect.stringContaining('casts/demo.a.cast:2')]);
});

test('a step that was skipped while it was recorded is not in the recording; an edit is', async () => {
  const files = [
    header,
    '[0,"o","$ "]',
    '[1,"m","skipped"]',
    '[1,"m","edit"]',
    '[1,"m","one"]',
    '[1.5,"o","one"]',
  ];
  const recording = createRecording('demo', ['a'], { ...world, read: async () => files.join('\n') }, [
    'edit',
  ]);
  await recording.ready;
  recording.seek('one');
  expect(['skipped', 'edit', 'one', 'none'].map((step) => recording.has(step))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(['skipped', 'edit', 'one'].map((step) => recording.begun(step))).toEqual([false, true, true]);
});

test('without a recording the pane is unavailable and names the missing file', async () => {
  const events: DriverEvent[] = [];
  const recording = createRecording('other', ['a'], world);
  recording.open({ demo: 'other', pane: 'a' }, (event) => events.push(event));
  expect(await recording.ready).toBe(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(events).toEqual([
    {
      kind: 'status',
      status: {
        state: 'unavailable',
        reason: { why: 'the recording casts/other.a.cast is missing', fix: 'npm run record' },
      },
    },
  ]);
});
