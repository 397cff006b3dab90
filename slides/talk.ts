// The run of show as data: sections with budgets, demos, their panes and steps. The slides' words are in NN-name.md.
import { defineTalk } from '../protocol/talk.ts';

/** Cargo's own words on the way, and what it starts is started by root. */
const CARGO_RUN = `RUST_LOG=info cargo run --config 'target."cfg(all())".runner="sudo -E"' -- --iface {iface}`;

export default defineTalk({
  title: 'eBPF with Rust',
  subtitle: 'Small safe programs inside a running kernel, written with Aya',
  speaker: 'Your name here',
  event: 'Your event here',
  // Where these slides can be read afterwards: the QR code on the last slide.
  address: 'https://example.com/ebpf-with-rust/',
  // Nobody is left waiting for the next talk.
  minutes: 25,
  sections: [
    { id: 'slides', title: 'What eBPF is', budget: { min: 12, max: 15 } },
    { id: 'process-tracker', title: 'Process tracker', budget: { min: 3, max: 3 } },
    { id: 'ping-monitor', title: 'Ping monitor, live', budget: { min: 8, max: 10 } },
    { id: 'questions', title: 'Questions', budget: { min: 0, max: 5 } },
  ],
  stage: {
    iface: 'eno1',
    address: '10.0.0.70',
    peer: 'proxmox',
    template: 'https://github.com/aya-rs/aya-template',
  },
  template: 'bpf/template',
  builds: [
    { id: 'process-tracker', title: 'process tracker', dir: 'bpf/process-tracker', program: 'file-tracker' },
    {
      id: 'ping-monitor',
      title: 'ping monitor',
      dir: 'bpf/ping-monitor',
      program: 'ping-monitor',
      anew: 'stage/ping-monitor',
    },
  ],
  needs: ['generator'],
  demos: [
    {
      id: 'process-tracker',
      title: 'Process tracker',
      needs: ['root', 'packages', 'linker', 'process-tracker'],
      panes: [
        { id: 'tracker', title: 'tracker', cols: 100, rows: 9, cwd: 'bpf/process-tracker' },
        { id: 'shell', title: 'shell', cols: 100, rows: 7, cwd: 'bpf/process-tracker' },
      ],
      steps: [
        {
          id: 'track',
          pane: 'tracker',
          label: 'track',
          command: 'RUST_LOG=info sudo -E ./target/debug/file-tracker --duration 60',
          expect: /attached/,
          timeoutMs: 10_000,
        },
        { id: 'ls', pane: 'shell', label: 'ls', command: 'ls' },
        { id: 'curl', pane: 'shell', label: 'curl', command: 'curl http://example.com' },
        { id: 'python', pane: 'shell', label: 'python3', command: 'python3 --version', expect: /Python 3/ },
      ],
    },
    {
      id: 'ping-monitor',
      title: 'Ping monitor',
      needs: ['root', 'packages', 'linker', 'ping-monitor'],
      workspace: 'stage',
      files: [
        {
          id: 'kernel-side',
          title: 'ping-monitor-ebpf/src/main.rs',
          path: 'ping-monitor/ping-monitor-ebpf/src/main.rs',
          rows: 17,
          cols: 84,
          template: 'bpf/template/{{project-name}}-ebpf/src/main.rs',
          fill: { crate_name: 'ping_monitor' },
          finished: 'bpf/ping-monitor/ping-monitor-ebpf/src/main.rs',
        },
      ],
      panes: [
        { id: 'laptop', title: 'laptop', cols: 100, rows: 10, cwd: 'stage' },
        { id: 'proxmox', title: 'proxmox', cols: 100, rows: 6, cwd: 'bpf/ping-monitor' },
      ],
      steps: [
        {
          id: 'address',
          pane: 'laptop',
          label: 'address',
          command: 'ip addr show {iface} | grep "inet "',
          expect: /inet \d+\.\d+\.\d+\.\d+/,
        },
        {
          id: 'tools',
          pane: 'laptop',
          label: 'tools',
          // The deck's own flake.nix, one folder up. A shell inside the shell would hide its prompt from the deck.
          command: 'nix develop .. --command rustc --version',
          // Debian's nix-bin, which the tests bring, is a program without a store; the first `nix develop`, which may
          // take minutes, writes the lock file. Nothing is downloaded on stage.
          needs: ['nix', '/nix/store', 'file:flake.lock'],
          timeoutMs: 20_000,
        },
        {
          id: 'generate',
          pane: 'laptop',
          label: 'generate',
          command:
            'cargo generate --name ping-monitor -d program_type=classifier -d direction=Ingress -d default_iface={iface} {template}',
          needs: ['cargo-generate'],
          makes: 'ping-monitor',
          instead: 'sh ../bpf/fill.sh ping-monitor Ingress {iface}  # cargo-generate is not here',
          timeoutMs: 60_000,
        },
        { id: 'enter', pane: 'laptop', label: 'cd', command: 'cd ping-monitor' },
        { id: 'questions', pane: 'kernel-side', label: 'questions', edit: { replace: 'try_ping_monitor' } },
        { id: 'helper', pane: 'kernel-side', label: 'ptr_at', edit: { insert: 'ptr_at', before: 'panic' } },
        {
          id: 'run',
          pane: 'laptop',
          label: 'run',
          command: CARGO_RUN,
          expect: /attached/,
          timeoutMs: 120_000,
        },
        {
          id: 'ssh',
          pane: 'proxmox',
          label: 'ssh',
          command: 'ssh {peer}',
          expect: /proxmox.*[#$] $/,
          timeoutMs: 10_000,
        },
        {
          id: 'ping',
          pane: 'proxmox',
          label: 'ping',
          command: 'ping -c 3 {address}',
          ready: /proxmox.*[#$] $/,
          expect: /3 packets transmitted, 3 received/,
          // ping is answered also when nothing of ours looks at it.
          expectIn: { laptop: /Someone is pinging us!/ },
          ends: /\d+ packets transmitted/,
          // Without an answer ping itself waits for ten.
          timeoutMs: 20_000,
        },
        {
          id: 'leave-out',
          pane: 'kernel-side',
          label: 'leave it out',
          edit: { without: 'if start', in: 'ptr_at' },
        },
        {
          id: 'refused',
          pane: 'laptop',
          label: 'run',
          command: CARGO_RUN,
          interrupt: true,
          expect: /the verifier refused/,
          timeoutMs: 120_000,
        },
        { id: 'put-back', pane: 'kernel-side', label: 'put it back', edit: { replace: 'ptr_at' } },
        {
          id: 'loads',
          pane: 'laptop',
          label: 'run again',
          command: CARGO_RUN,
          interrupt: true,
          expect: /attached/,
          timeoutMs: 120_000,
        },
      ],
    },
  ],
});
