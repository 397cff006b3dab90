// What each role may send and gets, written out again by hand, so that the table never changes by accident.
import { expect, it } from 'vitest';
import { CLIENT_KINDS, isShown, type ServerKind, type ServerMessage } from '../../protocol/message.ts';
import { ROLES } from '../../protocol/role.ts';
import { FROM_SERVER } from '../../protocol/table.ts';
import { allows, shownTo } from './roles.ts';

it('lets each role send exactly its own messages', () => {
  const may = ROLES.map((role) => CLIENT_KINDS.filter((t) => allows(role, { t }).ok).sort());
  expect(may).toEqual([
    [...CLIENT_KINDS].sort(),
    ['ping', 'press'],
    ['ack', 'attach', 'detach', 'open', 'ping', 'shut'],
  ]);
});

it('sends each role exactly its own messages', () => {
  const kinds = Object.keys(FROM_SERVER) as ServerKind[];
  const [speaker, remote, viewer] = ROLES.map((role) => kinds.filter((kind) => isShown(role, kind)));
  expect(speaker).toEqual(kinds);
  expect(remote).toEqual(['welcome', 'at', 'pong', 'error']);
  expect(viewer).toEqual(kinds.filter((kind) => !['held', 'press', 'checkpoint'].includes(kind)));
});

it('refuses a message with the role and the kind', () => {
  expect(allows('viewer', { t: 'input' })).toEqual({
    ok: false,
    why: 'a viewer may not send input',
  });
});

it('hides from viewers and remotes what is missing on the speaker’s machine', () => {
  const readiness = { state: 'unavailable', why: 'sudo needs a password', fix: 'sudo -v' } as const;
  const messages: ServerMessage[] = [
    {
      t: 'welcome',
      version: 3,
      role: 'viewer',
      network: 'lab',
      at: null,
      demos: [{ id: 'a', readiness }],
      steps: [],
      sources: [],
    },
    { t: 'readiness', demo: 'a', readiness },
    { t: 'step', demo: 'a', pane: 'b', step: 'c', state: 'unmet', why: 'sudo needs a password' },
    {
      t: 'step',
      demo: 'a',
      pane: 'b',
      step: 'c',
      state: 'waiting',
      held: { why: 'sudo runs', next: 'skip' },
    },
    { t: 'verdict', demo: 'a', file: 'b', verdict: { is: 'unable', why: 'no cargo; sudo apt-get install' } },
    { t: 'checkpoint', demo: 'a', file: 'b', step: null, text: 'sudo', back: false },
    { t: 'readiness', demo: 'a', readiness: { state: 'preparing', doing: 'sudo apt-get' } },
    { t: 'refused', ch: 0, why: readiness.why, fix: readiness.fix },
  ];
  for (const message of messages) {
    expect(shownTo('speaker', message)).toBe(message);
    for (const role of ['viewer', 'remote'] as const) {
      expect(JSON.stringify(shownTo(role, message))).not.toMatch(/sudo/);
    }
  }
});

it('shows a viewer what was typed in the place of a step, as it stands in the terminal', () => {
  const message = { t: 'step', demo: 'a', pane: 'b', step: 'c', state: 'met', instead: 'cp -r a b' } as const;
  expect(shownTo('viewer', message)).toEqual(message);
});

it('gives a remote no terminals and no steps', () => {
  expect(shownTo('remote', { t: 'exit', ch: 0, status: 0 })).toBeNull();
  expect(shownTo('remote', { t: 'step', demo: 'a', pane: 'b', step: 'c', state: 'met' })).toBeNull();
  expect(shownTo('remote', { t: 'at', at: { h: 1, v: 0, f: -1 } })).not.toBeNull();
});
