// A talk for tests of what pages may do, with one of everything that a message can name.
import type { TalkSource } from '../../../protocol/talk.ts';

export default {
  title: 'One of each',
  sections: [{ id: 'all', title: 'One of each', budget: { min: 0, max: 1 } }],
  demos: [
    {
      id: 'each',
      title: 'One of each',
      needs: [],
      panes: [
        { id: 'one', title: 'one', cols: 100, rows: 14, cwd: '.' },
        { id: 'two', title: 'two', cols: 100, rows: 8, cwd: '.' },
      ],
      workspace: 'stage-5',
      files: [
        {
          id: 'main',
          title: 'main.rs',
          path: 'src/main.rs',
          template: 'tests/support/edited/template.rs',
          finished: 'tests/support/edited/finished.rs',
        },
      ],
      steps: [
        { id: 'say', pane: 'one', label: 'say', command: 'echo said' },
        { id: 'greet', pane: 'main', label: 'greet', edit: { replace: 'greeting' } },
      ],
    },
  ],
} satisfies TalkSource;
