// A talk for tests of sudo: two demos that need root and nothing that is built.
import type { TalkSource } from '../../../../protocol/talk.ts';

const demo = (id: string) => ({
  id,
  title: id,
  needs: ['root'],
  panes: [{ id: 'one', title: 'one', cols: 100, rows: 6, cwd: '.' }],
  steps: [],
});

export default {
  title: 'Who may do what',
  sections: [{ id: 'all', title: 'Terminals', budget: { min: 0, max: 1 } }],
  stage: { template: 'https://github.com/aya-rs/aya-template' },
  template: 'bpf/template',
  demos: [demo('rooted'), demo('second')],
} satisfies TalkSource;
