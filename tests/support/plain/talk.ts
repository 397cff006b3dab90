// A talk for tests of terminals: two plain panes that need no root, no package and no lab.
import type { TalkSource } from '../../../protocol/talk.ts';

export default {
  title: 'Plain terminals',
  sections: [{ id: 'all', title: 'Terminals', budget: { min: 0, max: 1 } }],
  demos: [
    {
      id: 'plain',
      title: 'Plain terminals',
      needs: [],
      panes: [
        { id: 'one', title: 'one', cols: 100, rows: 14, cwd: '.' },
        { id: 'two', title: 'two', cols: 100, rows: 8, cwd: '.' },
      ],
      steps: [],
    },
  ],
} satisfies TalkSource;
