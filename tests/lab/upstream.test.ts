// Where git in a pane gets the template from, in every network, and with `"upstream": true` on the stage; no root.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endDecks, startDeck } from '../support/deck.ts';
import { StepPeer } from '../support/step-peer.ts';

const ADDRESS = 'https://host.invalid/who/template';
const STEPS = [
  { id: 'list', command: 'git ls-remote {template}', expect: /refs\/heads\/main/ },
  { id: 'cargo', command: 'echo offline=$CARGO_NET_OFFLINE', expect: /offline=true/ },
];

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deck-upstream-'));
  mkdirSync(join(dir, 'template'));
  writeFileSync(join(dir, 'template/main.rs'), 'fn main() {}\n');
  writeFileSync(
    join(dir, '01-one.md'),
    '## One\n\n```terminal demo=one pane=one\n```\n\n```steps demo=one\n```\n',
  );
  const steps = STEPS.map(
    ({ id, command, expect }) =>
      `{ id: '${id}', pane: 'one', label: '${id}', command: '${command}', expect: ${expect} }`,
  );
  writeFileSync(
    join(dir, 'talk.ts'),
    `export default {
  title: 'One',
  sections: [],
  stage: { template: '${ADDRESS}' },
  template: './template',
  demos: [{ id: 'one', title: 'One', needs: [], panes: [{ id: 'one', title: 'one', cols: 90, rows: 9, cwd: '.' }],
    steps: [${steps.join(', ')}] }],
};`,
  );
});
afterEach(async () => {
  await endDecks();
  rmSync(dir, { recursive: true });
});

async function give(network: string): Promise<{ states: string[]; lines: string[] }> {
  const deck = await startDeck(['--port', '4280', '--talk', dir, '--network', network]);
  await deck.line(/^live one$/);
  const peer = await StepPeer.open(deck);
  const states = [];
  for (const { id } of STEPS) states.push((await peer.give(`one.${id}`)).state);
  peer.dispose();
  return { states, lines: deck.lines.filter((line) => line.startsWith('stage: ')) };
}

it.each(['lab', 'stage'])('%s: the copy, offline', async (network) => {
  const { states, lines } = await give(network);
  expect(states).toEqual(['met', 'met']);
  expect(lines).toEqual(
    network === 'stage' ? [`stage: template ${ADDRESS} comes from the copy here, ./template`] : [],
  );
});

it('stage, with "upstream": its own address, over the network', async () => {
  writeFileSync(join(dir, 'talk.local.json'), '{ "upstream": true }');
  const { states, lines } = await give('stage');
  expect(states).toEqual(['unmet', 'unmet']);
  expect(lines[0]).toMatch(/^stage: template \S+ from its own address; /);
});
