// A talk for tests of files that are edited on slides: two demos, small files, no lab.
import type { TalkSource } from '../../../protocol/talk.ts';

/** Each of vitest's two workers has workspaces of its own. */
const FIRST = process.env.VITEST_POOL_ID === '2' ? 6 : 8;

const pane = { id: 'shell', title: 'shell', cols: 80, rows: 8, cwd: '.' };
const file = { id: 'main', title: 'main.rs', rows: 16, cols: 80 };
const texts = { template: './template.rs', finished: './finished.rs' };

export default {
  title: 'Edited files',
  sections: [{ id: 'all', title: 'Files', budget: { min: 0, max: 1 } }],
  demos: [
    {
      id: 'edited',
      title: 'Edited files',
      // Brings the toolchain that compiles what is saved.
      needs: ['linker'],
      panes: [pane],
      workspace: `stage-${FIRST}`,
      files: [
        { ...file, ...texts, path: 'src/main.rs', fill: { project: 'edited' } },
        { ...file, id: 'other', ...texts, path: 'src/other.rs' },
      ],
      steps: [
        { id: 'greet', pane: 'main', label: 'greet', edit: { replace: 'greeting' } },
        { id: 'help', pane: 'main', label: 'help', edit: { insert: 'bell', before: 'main' } },
        { id: 'silence', pane: 'main', label: 'silence', edit: { without: 'if loud', in: 'bell' } },
        { id: 'loud', pane: 'main', label: 'loud', edit: { replace: 'bell' } },
        { id: 'say', pane: 'shell', label: 'say', command: 'echo said' },
      ],
    },
    {
      id: 'drifted',
      title: 'Edits that don’t fit',
      needs: [],
      panes: [pane],
      workspace: `stage-${FIRST + 1}`,
      files: [{ ...file, ...texts, path: 'src/main.rs' }],
      steps: [{ id: 'lost', pane: 'main', label: 'lost', edit: { replace: 'nothing_of_this_name' } }],
    },
  ],
} satisfies TalkSource;
