// A talk for tests of lifetimes: lab panes with the two programs, and panes without root, on one slide.
import type { TalkSource } from '../../../../protocol/talk.ts';

const builds = [
  { id: 'process-tracker', title: 'process tracker', dir: 'bpf/process-tracker', program: 'file-tracker' },
  { id: 'ping-monitor', title: 'ping monitor', dir: 'bpf/ping-monitor', program: 'ping-monitor' },
];

export default {
  title: 'Life and death',
  sections: [{ id: 'all', title: 'Terminals', budget: { min: 0, max: 1 } }],
  stage: { iface: 'eno1', address: '10.0.0.70', peer: 'proxmox' },
  builds,
  demos: [
    {
      id: 'rooted',
      title: 'In the lab',
      needs: ['root', 'packages', 'linker', 'process-tracker', 'ping-monitor'],
      panes: [
        { id: 'tracker', title: 'tracker', cols: 100, rows: 6, cwd: 'bpf/process-tracker' },
        { id: 'laptop', title: 'laptop', cols: 100, rows: 6, cwd: 'bpf/ping-monitor' },
      ],
      steps: [],
    },
    {
      id: 'plain',
      title: 'Without root',
      needs: [],
      panes: [
        { id: 'one', title: 'one', cols: 100, rows: 6, cwd: '.' },
        { id: 'two', title: 'two', cols: 100, rows: 6, cwd: '.' },
      ],
      steps: [],
    },
  ],
} satisfies TalkSource;
