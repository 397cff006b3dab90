import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Cast, type CastEvent, parseCast } from '../../protocol/cast.ts';
import type { Demo } from '../../protocol/demo.ts';
import { openTalk } from '../../talk/load.ts';
import { talkPlace } from '../../talk/place.ts';
import { fillStageNames } from '../stage/stage-names.ts';
import { transcribe } from './transcript.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const talks = await Promise.all(
  ['slides', 'examples/minimal'].map(async (dir) => {
    const place = talkPlace(ROOT, join(ROOT, dir));
    const talk = await openTalk(place);
    return { place, talk: fillStageNames(talk, talk.stage) };
  }),
);
const all = talks.flatMap(({ place, talk }) => talk.demos.map((demo) => ({ id: demo.id, demo, place })));
const { talk } = talks[0]!;

describe.each(all)('$id', ({ demo, place }) => {
  it('has the transcript that its committed casts give', async () => {
    const read = (name: string) => readFileSync(join(place.casts, name), 'utf8');
    const casts = new Map(
      demo.panes.map(({ id }) => {
        const name = `${demo.id}.${id}.cast`;
        return [id, parseCast(read(name), name)] as const;
      }),
    );
    const committed = read(`${demo.id}.txt`);
    expect(transcribe(demo, casts)).toBe(committed);
    const recorded = [...casts.values()].flatMap(({ events }) =>
      events.filter(({ kind }) => kind === 'marker').map(({ data }) => data),
    );
    for (const { id, command, edit, label } of demo.steps) {
      if (recorded.includes(id)) expect(committed).toContain(edit ? `. ${label}, at ` : `: ${command}\n`);
    }
    expect(recorded.length).toBeGreaterThan(0);
  });
});

const demo: Demo = {
  ...talk.demos[0]!,
  title: 'Two panes',
  panes: ['a', 'b'].map((id) => ({ ...talk.demos[0]!.panes[0]!, id, title: id })),
  steps: [
    { ...talk.demos[0]!.steps[0]!, id: 'count', label: 'count', pane: 'a', command: 'count' },
    { ...talk.demos[0]!.steps[0]!, id: 'greet', label: 'greet', pane: 'b', command: 'greet' },
  ],
};
const header = {
  version: 2 as const,
  width: 20,
  height: 4,
  timestamp: 0,
  kernel: '6.1',
  commit: 'abc',
  pane: '',
};
const cast = (...events: [number, CastEvent['kind'], string][]): Cast => ({
  header,
  events: events.map(([at, kind, data]) => ({ at, kind, data })),
});

it('has what a terminal shows: no colours, the end of progress bars, unwrapped rows, panes in order', async () => {
  const a = cast(
    [0, 'output', '\x1b[32m$\x1b[0m '],
    [1, 'marker', 'count'],
    [1.2, 'output', 'count\r\n10%\r90%\r100%\r\n'],
    [2.4, 'output', '0123456789012345678901234\r\n$ '],
    [63, 'output', '\x07greeted by b\r\n'],
  );
  const b = cast(
    [0, 'output', '$ '],
    [62, 'marker', 'greet'],
    [62.6, 'output', 'greet\r\n\x1b[1m🔔\x1b[0m hi\r\n'],
  );
  const text = transcribe(
    demo,
    new Map([
      ['a', a],
      ['b', b],
    ]),
  );
  expect(text.split('\n').slice(9)).toEqual([
    '',
    '',
    '1. count, at 0:01',
    '   in the terminal a: count',
    '',
    '   a, until 0:02:',
    '',
    '     $ count',
    '     100%',
    '     0123456789012345678901234',
    '     $',
    '',
    '',
    '2. greet, at 1:02',
    '   in the terminal b: greet',
    '',
    '   a, until 1:03:',
    '',
    '     $ greeted by b',
    '',
    '   b, until 1:03:',
    '',
    '     $ greet',
    '     🔔 hi',
    '',
  ]);
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
});
