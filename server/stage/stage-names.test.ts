// The names of the stage: filled into commands, and refused when they have characters special to a shell.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseTalk } from '../../protocol/talk.ts';
import source from '../../slides/talk.ts';
import { fillStageNames, namesIn, readLocal, renamedCommands } from './stage-names.ts';

const talk = parseTalk(source, 'talk.ts');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stage-'));
});
afterEach(() => rmSync(dir, { recursive: true }));
const local = (text: string) => writeFileSync(join(dir, 'talk.local.json'), text);

const read = () => readLocal(join(dir, 'talk.local.json'), 'slides/talk.local.json');

it('gives nothing without a file', () => {
  expect(read()).toEqual({ given: {}, upstream: false });
});

it('gives what the file has, and nothing else', () => {
  local('{ "address": "192.0.2.7", "upstream": true }');
  expect(read()).toEqual({ given: { address: '192.0.2.7' }, upstream: true });
});

it('fills every command', () => {
  local('{ "iface": "wlp3s0", "address": "192.0.2.7" }');
  const set = fillStageNames(talk, { ...talk.stage, ...read().given });
  const commands = set.demos.flatMap((demo) => demo.steps.map((step) => step.command));
  expect(commands).toContain('ping -c 3 192.0.2.7');
  expect(commands).toContain('ssh proxmox');
  expect(commands.join()).not.toMatch(/\{\w+\}/);
  expect(commands.join()).toContain('--iface wlp3s0');
});

it('finds the commands that slides show otherwise', () => {
  const renamed = renamedCommands(talk, { ...talk.stage, address: '192.0.2.7' });
  expect([...renamed]).toEqual([['ping-monitor.ping', 'ping -c 3 192.0.2.7']]);
  expect(renamedCommands(talk, talk.stage).size).toBe(0);
});

it('finds the names that commands have', () => {
  expect([...namesIn(talk)]).toEqual(['iface', 'address', 'peer', 'template']);
  expect([...namesIn({ ...talk, demos: talk.demos.slice(0, 1) })]).toEqual([]);
});

it.each([
  ['{ "iface": "eth0; reboot" }', /talk\.local\.json: iface: "eth0; reboot" is not an interface name/],
  ['{ "peer": "$(id)" }', /talk\.local\.json: peer/],
  [
    '{ "address": "2001:db8::7" }',
    /talk\.local\.json: address: "2001:db8::7" is not an IPv4 address, as in 10\.0\.0\.70/,
  ],
  ['{ "ifcae": "eth0" }', /talk\.local\.json: ifcae: there is no such name/],
  ['{ "upstream": "yes" }', /talk\.local\.json: upstream: /],
  ['7', /talk\.local\.json: /],
  ['{', /talk\.local\.json: /],
])('refuses %s', (text, why) => {
  local(text);
  expect(read).toThrow(why);
});
