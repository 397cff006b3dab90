// Fills the panes of a deck with child processes of every kind and with the two BPF programs.
import type { Deck } from '../../support/deck.ts';
import { commandOf, everyPid } from '../../support/proc.ts';
import { type PaneName, SocketPeer } from '../../support/socket-peer.ts';
import { until } from '../../support/until.ts';

export const PANES: PaneName[] = [
  { demo: 'rooted', pane: 'tracker' },
  { demo: 'rooted', pane: 'laptop' },
  { demo: 'plain', pane: 'one' },
  { demo: 'plain', pane: 'two' },
];

/** How a child is started; `N` is its seconds, by which it is found. The last one ignores HUP and TERM. */
const KINDS = {
  background: 'sleep N &',
  nohup: 'nohup sleep N >/dev/null 2>&1 &',
  setsid: 'setsid sleep N &',
  'double fork': '(sleep N &);',
  deaf: `(setsid sh -c "trap '' HUP TERM; while :; do sleep N; done" &);`,
  foreground: 'sleep N',
};

/** What runs in the foreground of the lab's panes instead, and what it prints once it is in the kernel. */
const PROGRAMS: Record<string, string> = {
  tracker: 'RUST_LOG=info sudo -E ./target/debug/file-tracker --duration 900',
  laptop: 'RUST_LOG=info sudo -E ./target/debug/ping-monitor --iface eno1 --attach WAY',
};

type Filled = { peer: SocketPeer; children: number[] };

/**
 * Starts all children in every pane and waits until they run.
 * @returns for each pane its peer, and the children's pids.
 */
export async function fillPanes(deck: Deck, withPrograms: 'tcx' | 'clsact' | false): Promise<Filled[]> {
  return Promise.all(
    PANES.map(async (ref, index) => {
      const peer = new SocketPeer(deck, ref, { cols: 100, rows: 6 });
      await peer.connect();
      await peer.shows(/\$ *$/m);
      // More than a day, and a number that no other deck uses.
      const base = 1_000_000 + (deck.process.pid! * 10 + index) * 10;
      const program = withPrograms && PROGRAMS[ref.pane]?.replace('WAY', withPrograms);
      const kinds = Object.entries(KINDS).filter(([kind]) => !(program && kind === 'foreground'));
      const words = kinds.map(([, command], n) => command.replace('N', String(base + n)));
      peer.input(`${words.filter((word) => /[&;]$/.test(word)).join(' ')}\r`);
      peer.input(`clear; ${program || words.at(-1)}\r`);
      if (program) await peer.shows(/attached/);
      const children = await running(kinds.map(([kind], n) => [kind, String(base + n)]));
      return { peer, children };
    }),
  );
}

/** How many children {@link fillPanes} starts, without our BPF programs. */
export function childrenOf(withPrograms: boolean): number {
  return PANES.length * Object.keys(KINDS).length - (withPrograms ? Object.keys(PROGRAMS).length : 0);
}

/** @returns the pids of the sleeping processes, and of the shells that wait for them. */
async function running(children: [kind: string, seconds: string][]): Promise<number[]> {
  let missing: string[] = [];
  const look = () => {
    const all = everyPid().map((pid) => [pid, commandOf(pid).join(' ')] as const);
    missing = children
      .filter(([, seconds]) => !all.some(([, command]) => command === `sleep ${seconds}`))
      .map(([kind]) => kind);
    if (missing.length > 0) return false;
    return all
      .filter(([, command]) => children.some(([, seconds]) => command.includes(`sleep ${seconds}`)))
      .map(([pid]) => pid);
  };
  return until(look, () => `never ran: ${missing.join(', ')}`, { withinMs: 15_000 });
}
