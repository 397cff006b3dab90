// A talk for tests of keys: a shell, a file and links on slides; no root, no package, no lab.
import type { TalkSource } from '../../../protocol/talk.ts';

/** Each of vitest's two workers has a workspace of its own. */
const workspace = `stage-${process.env.VITEST_POOL_ID === '2' ? 3 : 4}`;

export default {
  title: 'Keys',
  sections: [
    { id: 'all', title: 'Keys', budget: { min: 0, max: 1 } },
    { id: 'questions', title: 'Questions', budget: { min: 0, max: 1 } },
  ],
  demos: [
    {
      id: 'keyed',
      title: 'Keys',
      needs: [],
      panes: [{ id: 'shell', title: 'shell', cols: 80, rows: 20, cwd: '.' }],
      workspace,
      files: [
        {
          id: 'text',
          title: 'text.rs',
          rows: 16,
          cols: 80,
          path: 'text.rs',
          template: './text.rs',
          finished: './text.rs',
        },
      ],
      steps: [],
    },
  ],
} as const satisfies TalkSource;
