// A demo's workspace: emptied when first opened and at a reset, and kept in between.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseTalk } from '../../protocol/talk.ts';
import { Workspaces } from './workspaces.ts';

const demo = (id: string) => ({
  id,
  title: id,
  needs: [],
  panes: [{ id: 'p', title: 'p', cols: 80, rows: 9, cwd: '.' }],
  steps: [],
});
const talk = parseTalk(
  { title: 't', sections: [], demos: [{ ...demo('makes'), workspace: 'stage' }, demo('shows')] },
  'test',
);

let root: string;
const lines: string[] = [];
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'workspaces-')));
  lines.length = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const open = () => new Workspaces(root, talk, (line) => lines.push(line));

it('is emptied when first opened and at a reset, and kept in between', () => {
  const workspaces = open();
  expect(existsSync(join(root, 'stage'))).toBe(false);
  const dir = join(root, 'stage');
  const env = { CARGO_TARGET_DIR: join(root, '.cache/target/stage') };
  expect(workspaces.open('makes')).toEqual({ dir, env });
  expect(workspaces.has('makes', 'a')).toBe(false);
  writeFileSync(join(root, 'stage/a'), '');
  workspaces.open('makes');
  expect(workspaces.has('makes', 'a')).toBe(true);
  expect(readdirSync(join(root, 'stage'))).toEqual(['a']);
  workspaces.reset('makes');
  expect(readdirSync(join(root, 'stage'))).toEqual([]);
  writeFileSync(join(root, 'stage/b'), '');
  workspaces.dispose();
  expect(readdirSync(join(root, 'stage'))).toEqual(['b']);
  open().open('makes');
  expect(readdirSync(join(root, 'stage'))).toEqual([]);
  expect(lines).toEqual([]);
});

it('is undefined for a demo without one, and refuses a folder that is not the deck’s', () => {
  const workspaces = open();
  expect(workspaces.open('shows')).toBeUndefined();
  workspaces.reset('shows');
  expect(readdirSync(root)).toEqual([]);
  mkdirSync(join(root, 'stage'));
  writeFileSync(join(root, 'stage/mine'), '');
  expect(() => workspaces.open('makes')).toThrow(/did not make \(mine\)/);
  rmSync(join(root, 'stage'), { recursive: true });
  expect(workspaces.open('makes')?.dir).toBe(join(root, 'stage'));
});

it('tells a refusal beforehand, and changes nothing', () => {
  const workspaces = open();
  expect(workspaces.refusal('shows')).toBeUndefined();
  expect(workspaces.refusal('makes')).toBeUndefined();
  expect(readdirSync(root)).toEqual([]);
  execFileSync('git', ['init', '-q', root]);
  expect(workspaces.refusal('makes')).toEqual({
    why: 'git does not ignore stage/',
    fix: `add this line to ${join(root, '.gitignore')}: /stage/`,
  });
  writeFileSync(join(root, '.gitignore'), '/stage/\n');
  expect(workspaces.refusal('makes')).toBeUndefined();
  mkdirSync(join(root, 'stage'));
  writeFileSync(join(root, 'stage/mine'), '');
  expect(workspaces.refusal('makes')).toMatchObject({ fix: 'move it away: mv stage stage.mine' });
  expect(readdirSync(root).sort()).toEqual(['.git', '.gitignore', 'stage']);
  rmSync(join(root, 'stage'), { recursive: true });
  workspaces.open('makes');
  writeFileSync(join(root, '.gitignore'), '');
  expect(workspaces.refusal('makes')).toBeUndefined();
});

it('gives a second deck its own folder beside the first one’s', () => {
  open().open('makes');
  writeFileSync(join(root, 'stage/first'), '');
  // As if it belonged to another running process: the parent of this one.
  const file = join(root, '.cache/workspaces/stage.json');
  const start = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19];
  const marker = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...marker, pid: process.ppid, start }));
  const second = open().open('makes');
  expect(second?.dir).toBe(join(root, 'stage-2'));
  // cargo tells two copies of a project apart by their target folders alone.
  expect(second?.env).toEqual({ CARGO_TARGET_DIR: join(root, '.cache/target/stage-2') });
  expect(readdirSync(join(root, 'stage'))).toEqual(['first']);
});
