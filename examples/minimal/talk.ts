// The plan of the talk: title, sections with budgets, demos with their panes and steps.
// The words are in NN-name.md.
import type { TalkSource } from '../../protocol/talk.ts';

export default {
  title: 'Why is it slow?',
  subtitle: 'Three shell commands that find the reason',
  speaker: 'Your name here',
  event: 'Your event here',
  sections: [
    { id: 'idea', title: 'The idea', budget: { min: 0, max: 3 } },
    { id: 'log', title: 'A log, read live', budget: { min: 0, max: 3 } },
  ],
  demos: [
    {
      id: 'log',
      title: 'A log, read live',
      needs: [],
      panes: [{ id: 'shell', title: 'shell', cols: 90, rows: 17, cwd: './shop' }],
      steps: [
        { id: 'look', pane: 'shell', label: 'look', command: 'head -n 4 access.log', expect: /GET \/ / },
        {
          id: 'count',
          pane: 'shell',
          label: 'count',
          command: "cut -d' ' -f3 access.log | sort | uniq -c | sort -rn",
          expect: /\d+ \/search/,
        },
        {
          id: 'slowest',
          pane: 'shell',
          label: 'slowest',
          command: "sort -t' ' -k5 -rn access.log | head -n 3",
          expect: /\/export .*\d{4}/,
        },
      ],
    },
  ],
} satisfies TalkSource;
