// A talk for tests of Next and F6: steps that wait, fail, end their shell or never begin; plain panes, no root.
import type { TalkSource } from '../../../protocol/talk.ts';

const pane = (id: string) => ({ id, title: id, cols: 90, rows: 6, cwd: '.' });
const demo = (id: string) => ({ id, title: id, needs: [], panes: [pane('one'), pane('two')] });

export default {
  title: 'Uneven',
  sections: [{ id: 'all', title: 'All', budget: { min: 0, max: 1 } }],
  demos: [
    {
      ...demo('order'),
      steps: [
        { id: 'slow', pane: 'one', label: 'slow', command: 'sleep 4; echo come', expect: /^come/m },
        { id: 'quick', pane: 'two', label: 'quick', command: 'echo quick | tr q Q' },
        { id: 'last', pane: 'two', label: 'last', command: 'echo last | tr l L' },
      ],
    },
    {
      ...demo('never'),
      steps: [
        { id: 'prompt', pane: 'one', label: 'prompt', command: 'echo prompt', ready: /NEVER/g },
        { id: 'after', pane: 'one', label: 'after', command: 'echo after | tr a A' },
      ],
    },
    {
      ...demo('unmet'),
      steps: [
        { id: 'first', pane: 'one', label: 'first', command: 'echo first | tr f F' },
        { id: 'bad', pane: 'two', label: 'bad', command: 'echo bad', expect: /good/, timeoutMs: 1000 },
        { id: 'next', pane: 'two', label: 'next', command: 'echo next | tr n N' },
      ],
    },
    {
      ...demo('auto'),
      failover: 'auto',
      steps: [{ id: 'bad', pane: 'one', label: 'bad', command: 'echo bad', expect: /good/, timeoutMs: 1000 }],
    },
    {
      ...demo('ended'),
      steps: [
        { id: 'exit', pane: 'one', label: 'exit', command: 'exit 3', expect: /./, timeoutMs: 1000 },
        { id: 'more', pane: 'one', label: 'more', command: 'echo more' },
        { id: 'unrecorded', pane: 'one', label: 'unrecorded', command: 'echo unrecorded' },
      ],
    },
    {
      ...demo('far'),
      steps: [
        {
          id: 'log-in',
          pane: 'one',
          label: 'log in',
          command: 'read -rsp "password: " word; PS1="far> " sh',
          expect: /^far> $/m,
        },
        { id: 'there', pane: 'one', label: 'there', command: 'echo there', ready: /far> $/ },
      ],
    },
    {
      ...demo('lines'),
      steps: [
        { id: 'file', pane: 'one', label: 'file', command: 'cat <<END\none line\nand $((40 + 2))\nEND' },
        { id: 'show', pane: 'one', label: 'show', command: 'echo show' },
      ],
    },
  ],
} satisfies TalkSource;
