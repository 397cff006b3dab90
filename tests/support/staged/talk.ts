// A talk for tests of the stage: the program that rings, built beforehand, and a ping from the second machine.
import type { TalkSource } from '../../../protocol/talk.ts';

export default {
  title: 'Ping on the stage',
  sections: [{ id: 'all', title: 'Ping', budget: { min: 0, max: 1 } }],
  demos: [
    {
      id: 'ping',
      title: 'Ping',
      needs: ['root', 'packages'],
      panes: [
        { id: 'laptop', title: 'laptop', cols: 100, rows: 10, cwd: 'bpf/ping-monitor' },
        { id: 'proxmox', title: 'proxmox', cols: 100, rows: 7, cwd: '.' },
      ],
      steps: [
        { id: 'silent', pane: 'laptop', label: 'silent', command: 'curl http://10.0.0.9/', timeoutMs: 1500 },
        {
          id: 'run',
          pane: 'laptop',
          label: 'run',
          command: 'RUST_LOG=info sudo -E ./target/debug/ping-monitor --iface {iface}',
          expect: /attached/,
        },
        {
          id: 'ssh',
          pane: 'proxmox',
          label: 'ssh',
          command: 'ssh {peer}',
          expect: /proxmox.*[#$] $/,
          timeoutMs: 6000,
        },
        {
          id: 'ping',
          pane: 'proxmox',
          label: 'ping',
          command: 'ping -c 3 {address}',
          ready: /proxmox.*[#$] $/,
          expect: /3 packets transmitted, 3 received/,
          expectIn: { laptop: /Someone is pinging us!/ },
          ends: /\d+ packets transmitted/,
          timeoutMs: 20_000,
        },
      ],
    },
  ],
} satisfies TalkSource;
