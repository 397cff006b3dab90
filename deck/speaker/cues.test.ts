import { expect, test } from 'vitest';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import { cues, type Status } from './cues.ts';

const talk = {
  demos: [
    {
      id: 'demo',
      steps: [
        { id: 'ls', label: 'list' },
        { id: 'curl', label: 'curl' },
      ],
    },
  ],
} as unknown as PublicTalk;
const status = (over: Partial<Status>) =>
  ({ steps: [], proposal: null, aside: '', ...over }) as unknown as Status;
const held = (next: 'type' | 'skip' | 'recording') =>
  status({
    steps: [
      {
        demo: 'demo',
        pane: 'p',
        step: 'ls',
        command: 'ls',
        state: 'waiting',
        held: { why: 'its pane is busy', next },
      },
    ],
  });

test('a held step has its reason, and what the next press does', () => {
  expect(cues(talk, held('type'))).toEqual(['list waits: its pane is busy. Next types it now.']);
  expect(cues(talk, held('skip'))).toEqual(['list waits: its pane is busy. Next goes on without it.']);
  expect(cues(talk, held('recording'))).toEqual(['list waits: its pane is busy. Next shows its recording.']);
});

test('what F6 proposes is named', () => {
  const unmet = { kind: 'recording', demo: 'demo', step: 'curl' } as const;
  expect(cues(talk, status({ proposal: unmet }))).toEqual([
    'curl is not as expected. F6 shows its recording.',
  ]);
  expect(cues(talk, status({ proposal: { ...unmet, why: 'no network' } }))).toEqual([
    'curl is not as expected: no network. F6 shows its recording.',
  ]);
  const give = { kind: 'give', demo: 'demo', steps: ['ls', 'curl'] } as const;
  expect(cues(talk, status({ proposal: { ...give, steps: [...give.steps] } }))).toEqual([
    'Did not run live: list, curl. F6 again runs them.',
  ]);
});

test('with nothing to say it says nothing', () => {
  expect(cues(talk, status({}))).toEqual([]);
  expect(cues(talk, status({ aside: 'there is no recording of curl' }))).toEqual([
    'there is no recording of curl.',
  ]);
});
