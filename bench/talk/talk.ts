// The talk that the bench measures: one demo with two bare shells.
import type { TalkSource } from '../../protocol/talk.ts';

const grid = { cols: 120, rows: 30, cwd: '.' };

export default {
  title: 'Bench',
  sections: [{ id: 'bench', title: 'Bench', budget: { min: 0, max: 1 } }],
  demos: [
    {
      id: 'bench',
      title: 'Bench',
      needs: [],
      panes: [
        { id: 'first', title: 'first', ...grid },
        { id: 'second', title: 'second', ...grid },
      ],
      steps: [],
    },
  ],
} satisfies TalkSource;
