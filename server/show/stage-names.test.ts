// The names of the stage: filled into commands, and refused when they have characters special to a shell.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseTalk } from '../../protocol/talk.ts';
import source from '../../slides/talk.ts';
import { fillStageNames, readStageNames } from './stage-names.ts';

const talk = parseTalk(source, 'talk.ts');
const TALK_STAGE = talk.stage;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stage-'));
});
afterEach(() => rmSync(dir, { recursive: true }));
const local = (text: string) => writeFileSync(join(dir, 'talk.local.json'), text);

it('uses the talk’s own names without a file', () => {
  expect(readStageNames(join(dir, 'talk.local.json'), TALK_STAGE)).toEqual(TALK_STAGE);
  expect(TALK_STAGE).toMatchObject({ iface: 'eno1', address: '10.0.0.70', peer: 'proxmox' });
});

it('fills every command', () => {
  local('{ "iface": "wlp3s0", "address": "192.0.2.7" }');
  const set = fillStageNames(talk, readStageNames(join(dir, 'talk.local.json'), TALK_STAGE));
  const commands = set.demos.flatMap((demo) => demo.steps.map((step) => step.command));
  expect(commands).toContain('ping -c 3 192.0.2.7');
  expect(commands).toContain('ssh proxmox');
  expect(commands.join()).not.toMatch(/\{\w+\}/);
  expect(commands.join()).toContain('--iface wlp3s0');
});

it.each([
  ['{ "iface": "eth0; reboot" }', /talk\.local\.json: iface/],
  ['{ "peer": "$(id)" }', /talk\.local\.json: peer/],
  ['{ "address": "here" }', /talk\.local\.json: address/],
  ['{ "ifcae": "eth0" }', /talk\.local\.json: ifcae/],
  ['{', /talk\.local\.json: /],
])('refuses %s', (text, why) => {
  local(text);
  expect(() => readStageNames(join(dir, 'talk.local.json'), TALK_STAGE)).toThrow(why);
});
