import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChannelEvent } from '../link/channel-stream.ts';
import type { Link, LinkEvent } from '../link/link.ts';
import type { DriverEvent, OpenDriver } from './driver.ts';
import { liveDriver } from './live.ts';
import { createRecordings } from './replay.ts';

const ref = { demo: 'demo', pane: 'a' };
const cast = [
  '{"version":2,"width":97,"height":9,"timestamp":0,"kernel":"k","commit":"c","pane":"demo.a"}',
  '[0,"o","$ "]',
  '[1,"m","one"]',
  '[1.1,"o","one"]',
].join('\n');
const talk = {
  title: '',
  subtitle: '',
  speaker: '',
  event: '',
  sections: [],
  stage: { iface: '', address: '', peer: '', template: '' },
  demos: [
    {
      id: 'demo',
      title: '',
      panes: [{ id: 'a', title: 'a', cols: 97, rows: 9 }],
      files: [],
      failover: 'ask' as const,
      steps: [{ id: 'one', pane: 'a', label: 'one', command: 'one' }],
    },
  ],
};

/** A link whose server side the test plays. */
function fakeLink() {
  let emit: ((event: ChannelEvent) => void) | undefined;
  const listeners = new Set<(event: LinkEvent) => void>();
  const sent: string[] = [];
  const link: Link = {
    state: () => 'open',
    role: () => 'speaker',
    readiness: () => ({ state: 'live' }),
    send: () => true,
    attach(_ref, listener) {
      emit = listener;
      return {
        input: (data) => void sent.push(data),
        restart: () => void sent.push('(restart)'),
        again: () => void sent.push('(again)'),
        dispose: () => void sent.push('(detach)'),
      };
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    link,
    sent,
    channel: (event: ChannelEvent) => emit?.(event),
    event(event: LinkEvent) {
      for (const listener of listeners) listener(event);
    },
  };
}

const frame = (kind: 'output' | 'whole', text: string): ChannelEvent => ({
  kind: 'frame',
  frame: { kind, ch: 0, seq: 1, offset: 0, bytes: new TextEncoder().encode(text), tail: new Uint8Array(0) },
  parsed: () => {},
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('every driver', () => {
  const recordings = () =>
    createRecordings(talk, {
      now: () => Date.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      read: async () => cast,
    });
  const drivers: [name: string, make: () => { open: OpenDriver; makeOutput(): void }][] = [
    [
      'replay',
      () => {
        const all = recordings();
        return { open: all.of('demo').open, makeOutput: () => void all.of('demo').play('one') };
      },
    ],
    [
      'live',
      () => {
        const fake = fakeLink();
        const makeOutput = () => {
          fake.channel({ kind: 'attached' });
          fake.channel(frame('whole', '$ '));
          fake.channel(frame('output', 'ls'));
        };
        return { open: liveDriver(fake.link), makeOutput };
      },
    ],
  ];

  test.each(drivers)(
    '%s: sends its status before anything else, and shows something',
    async (_name, make) => {
      const { open, makeOutput } = make();
      const events: DriverEvent[] = [];
      const driver = open(ref, (event) => events.push(event));
      await vi.advanceTimersByTimeAsync(10);
      makeOutput();
      driver.input('x');
      await vi.advanceTimersByTimeAsync(1000);
      expect(events[0]?.kind).toBe('status');
      expect(events.some((event) => event.kind !== 'status' && event.data.length > 0)).toBe(true);
      driver.dispose();
    },
  );

  test.each(drivers)('%s: silent after dispose', async (_name, make) => {
    const { open, makeOutput } = make();
    const events: DriverEvent[] = [];
    const driver = open(ref, (event) => events.push(event));
    await vi.advanceTimersByTimeAsync(10);
    driver.dispose();
    const before = events.length;
    makeOutput();
    driver.input('x');
    await vi.advanceTimersByTimeAsync(5000);
    expect(events).toHaveLength(before);
  });
});

describe('live', () => {
  const open = () => {
    const fake = fakeLink();
    const states: string[] = [];
    const driver = liveDriver(fake.link)(ref, (event) => {
      if (event.kind === 'status')
        states.push('doing' in event.status ? event.status.doing : event.status.state);
    });
    return { fake, states, driver };
  };

  test('keys before the shell is there are dropped', () => {
    const { fake, driver } = open();
    driver.input('early');
    fake.channel({ kind: 'attached' });
    driver.input('ls\r');
    expect(fake.sent).toEqual(['ls\r']);
  });

  test('a shell that has exited can be started again, and only then', () => {
    const { fake, states, driver } = open();
    fake.channel({ kind: 'attached' });
    driver.restart();
    fake.channel({ kind: 'exit', status: 3 });
    driver.restart();
    fake.channel({ kind: 'attached' });
    fake.channel(frame('whole', '$ '));
    expect(fake.sent).toEqual(['(restart)']);
    expect(states).toEqual(['connecting', 'live', 'exited', 'starting', 'live']);
  });

  test('a lost connection shows as reconnecting, and the pane is live again after it', () => {
    const { fake, states } = open();
    fake.channel({ kind: 'attached' });
    fake.event({ kind: 'state', state: 'reconnecting' });
    fake.event({ kind: 'state', state: 'open' });
    fake.channel({ kind: 'attached' });
    expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  test('keys typed while the connection is lost still go to the link, which keeps them', () => {
    const { fake, driver } = open();
    fake.channel({ kind: 'attached' });
    fake.event({ kind: 'state', state: 'reconnecting' });
    driver.input('x');
    expect(fake.sent).toEqual(['x']);
  });

  test('a session that has gone shows as exited and can be started again', () => {
    const { fake, states, driver } = open();
    fake.channel({ kind: 'attached' });
    fake.event({ kind: 'state', state: 'reconnecting' });
    fake.event({ kind: 'state', state: 'open' });
    fake.channel({ kind: 'lost', why: 'restarted' });
    driver.input('x');
    driver.restart();
    expect(states).toEqual(['connecting', 'live', 'reconnecting', 'exited', 'starting']);
    expect(fake.sent).toEqual(['(restart)']);
  });

  test('asks again, after a pause, for a screen that cannot be shown', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const fake = fakeLink();
    const driver = liveDriver(fake.link)(ref, (event) => {
      if (event.kind === 'screen') event.shown(new Error('no such cell'));
    });
    fake.channel({ kind: 'attached' });
    fake.channel(frame('whole', '$ '));
    expect(fake.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(fake.sent).toEqual(['(again)']);
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
    driver.dispose();
  });

  test('a refusal shows the pane as unavailable and closes the channel', () => {
    const { fake, states } = open();
    fake.channel({ kind: 'refused', reason: { why: 'no root', fix: 'sudo npm start' } });
    expect(states).toEqual(['connecting', 'unavailable']);
    expect(fake.sent).toEqual(['(detach)']);
  });
});
