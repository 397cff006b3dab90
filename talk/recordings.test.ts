// A talk's recordings are checked: damaged, of other steps or another grid, older than their code; never fatal.
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CastHeader, formatCast } from '../protocol/cast.ts';
import { parseTalk, type TalkSource } from '../protocol/talk.ts';
import { openTalk } from './load.ts';
import { talkPlace } from './place.ts';
import { printsOf, recordingFaults } from './recordings.ts';

const ROOT = path.resolve(fileURLToPath(import.meta.url), '../..');

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'recordings-'));
  for (const dir of ['slides/casts', 'slides/shop', 'app/src', 'app/target'])
    mkdirSync(path.join(root, dir), { recursive: true });
  writeFileSync(path.join(root, 'app/src/main.rs'), 'fn main() {}\n');
  writeFileSync(path.join(root, 'slides/shop/access.log'), 'GET /\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const place = () => talkPlace(root, path.join(root, 'slides'));
const DEMO = {
  id: 'log',
  title: 'Log',
  needs: ['app'],
  panes: [
    { id: 'shell', title: 'shell', cols: 80, rows: 9, cwd: './shop' },
    { id: 'other', title: 'other', cols: 80, rows: 4, cwd: 'app' },
  ],
  steps: [
    { id: 'look', pane: 'shell', label: 'look', command: 'cat access.log' },
    { id: 'run', pane: 'other', label: 'run', command: 'cargo run {iface}' },
  ],
};
type DemoSource = NonNullable<TalkSource['demos']>[number];
const talkOf = (demo: Partial<DemoSource> = {}, stage = {}) =>
  parseTalk(
    {
      title: 't',
      sections: [],
      stage,
      builds: [{ id: 'app', title: 'app', dir: 'app', program: 'app' }],
      demos: [{ ...DEMO, ...demo }],
    },
    'talk.ts',
  );

const cast = (pane: string, rows: number, markers: [number, string][], header: Partial<CastHeader> = {}) =>
  formatCast({
    header: {
      version: 2,
      width: 80,
      height: rows,
      timestamp: 1,
      kernel: '6.18',
      commit: 'abc',
      pane: `log.${pane}`,
      ...header,
    },
    events: markers.map(([at, data]) => ({ at, kind: 'marker', data })),
  });
const write = (name: string, text: string) => writeFileSync(path.join(place().casts, name), text);
const faults = (demo?: Partial<DemoSource>, stage?: object) => recordingFaults(place(), talkOf(demo, stage));

/** Records the demo as it is now. */
function record(): void {
  const talk = talkOf();
  const prints = printsOf(place(), talk, talk.demos[0]!);
  write('log.shell.cast', cast('shell', 9, [[1, 'look']], prints));
  write('log.other.cast', cast('other', 4, [[2, 'run']], prints));
}

const FIX = /; fix: npm run record -- log$/;

it('says nothing of a recording of these steps and this code, nor of a demo without steps', () => {
  record();
  expect(faults()).toEqual([]);
  writeFileSync(path.join(root, 'app/target/made'), 'by a build');
  expect(faults()).toEqual([]);
  expect(
    faults({ title: 'Other', steps: [{ ...DEMO.steps[0]!, label: 'x', expect: /a/ }, DEMO.steps[1]!] }),
  ).toEqual([]);
  rmSync(place().casts, { recursive: true });
  expect(faults({ steps: [] })).toEqual([]);
});

it('names a missing, a damaged and an unreadable file, and the command that records anew', () => {
  expect(faults()).toEqual(['the demo log has no recording; fix: npm run record -- log']);
  record();
  write('log.shell.cast', `${cast('shell', 9, [[1, 'look']])}[2, "o"\n`);
  expect(faults()).toEqual([
    'slides/casts/log.shell.cast:3: not JSON; the recording is cut or damaged; fix: npm run record -- log',
  ]);
  write('log.shell.cast', '');
  expect(faults()[0]).toMatch(/log\.shell\.cast:1: not JSON/);
  write('log.shell.cast', '{"version":1,"width":80,"height":9,"stdout":[]}');
  expect(faults()[0]).toMatch(/an asciicast of version 1; the deck reads 2 and 3; fix: npm run record/);
  unlinkSync(path.join(place().casts, 'log.shell.cast'));
  expect(faults()[0]).toMatch(/^slides\/casts\/log\.shell\.cast: there is no such recording; fix:/);
  mkdirSync(path.join(place().casts, 'log.shell.cast'));
  expect(faults()[0]).toMatch(/can't be read \(EISDIR\)/);
});

it('tells a grid, steps and an order that are not the talk’s any more', () => {
  record();
  const [look, run] = DEMO.steps as [object, object];
  const [shell, other] = DEMO.panes as [object, object];
  const cases: [Partial<DemoSource>, RegExp][] = [
    [
      { panes: [{ ...shell, rows: 12 }, other] as DemoSource['panes'] },
      /:1: recorded with 80 x 9, and pane shell has 80 x 12/,
    ],
    [
      { steps: [look, run, { ...look, id: 'new' }] as DemoSource['steps'] },
      /with other steps: it has no new/,
    ],
    [{ steps: [look] as DemoSource['steps'] }, /with other steps: the demo has no run any more/],
    [{ steps: [run, look] as DemoSource['steps'] }, /in the order look, run/],
    [
      { steps: [{ ...look, command: 'tac access.log' }, run] as DemoSource['steps'] },
      /look has changed since/,
    ],
    [{ panes: [{ ...shell, env: { A: 'b' } }, other] as DemoSource['panes'] }, /look has changed since/],
  ];
  for (const [demo, told] of cases) {
    expect(faults(demo)).toEqual([expect.stringMatching(told)]);
    expect(faults(demo)[0]).toMatch(FIX);
  }
  expect(faults({}, { iface: 'wlan0' })).toEqual([expect.stringMatching(/run has changed since/)]);
  write('log.other.cast', cast('other', 4, [[2, 'run']], { timestamp: 2 }));
  expect(faults()).toEqual([expect.stringMatching(/not of the same run as slides\/casts\/log\.shell\.cast/)]);
});

it('tells a recording under another pane’s name', () => {
  record();
  write('log.other.cast', cast('shell', 4, [[2, 'run']]));
  expect(faults()[0]).toBe(
    'slides/casts/log.other.cast:1: a recording of log.shell; fix: npm run record -- log',
  );
});

it('tells code that is newer than the recording: a build’s, a pane’s folder, a file that was added', () => {
  record();
  writeFileSync(path.join(root, 'app/src/main.rs'), 'fn main() { loop {} }\n');
  expect(faults()).toEqual([
    'slides/casts/log.shell.cast: older than the code that it shows: app; fix: npm run record -- log',
  ]);
  record();
  expect(faults()).toEqual([]);
  writeFileSync(path.join(root, 'slides/shop/more.log'), '');
  expect(faults()).toEqual([expect.stringMatching(/older than the code that it shows: \.\/shop/)]);
});

it('reads recordings without fingerprints, and of asciinema 3', () => {
  write('log.shell.cast', cast('shell', 9, [[1, 'look']]));
  write('log.other.cast', cast('other', 4, [[2, 'run']]));
  expect(faults()).toEqual([]);
  write(
    'log.shell.cast',
    '{"version":3,"term":{"cols":80,"rows":9},"timestamp":1}\n# by hand\n[1, "m", "look"]\n[0.5, "o", "$ "]\n[9, "x", "0"]\n',
  );
  expect(faults()).toEqual([]);
  write('log.other.cast', cast('other', 4, [[2, 'run']], { steps: 5, code: null } as never));
  expect(faults()).toEqual([]);
});

it('names another talk’s folder in the command', () => {
  const elsewhere = { ...place(), root: '/elsewhere' };
  expect(recordingFaults(elsewhere, talkOf())[0]).toBe(
    `the demo log has no recording; fix: npm run record -- --talk ${path.join(root, 'slides')} log`,
  );
});

it.each(['slides', 'examples/minimal'])('finds the recordings of %s whole, and of its steps', async (dir) => {
  const own = talkPlace(ROOT, path.join(ROOT, dir));
  const talk = await openTalk(own);
  // Whoever changes bpf/ need not have a kernel to record on; the deck says so at start.
  const faults = recordingFaults(own, talk).filter((fault) => !/older than the code/.test(fault));
  expect(faults).toEqual([]);
});
