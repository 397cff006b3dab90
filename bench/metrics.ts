// The metrics of the bench: each one's name, its unit, and the statistic of its values that counts.
import type { ContestantId } from './contestants/contestant.ts';

/** Who has figures: a contestant, or the limits that no contestant can beat. */
export type Who = ContestantId | 'limit';

export type Metric = {
  id: string;
  group: string;
  title: string;
  unit: 's' | 'ms' | 'MB' | '';
  digits: number;
  /** Over all trials of all repetitions. */
  statistic: 'median' | 'max' | 'sum';
  /** The metric whose values it uses, if not its own. */
  valuesFrom?: string;
  /** Whether less is better, so that a ratio to the best peer makes sense. */
  ratio: boolean;
};

/** Values by metric, then by who. */
export type Values = Record<string, Partial<Record<Who, number[]>>>;

const WORKLOADS = [
  ['lines', '51 MB of lines'],
  ['seq', '`seq 2000000`'],
  ['coloured', '10 MB coloured'],
] as const;

const metric = (
  group: string,
  id: string,
  title: string,
  unit: Metric['unit'],
  digits: number,
  more: Partial<Metric> = {},
): Metric => ({ group, id, title, unit, digits, statistic: 'median', ratio: true, ...more });

const plain = { ratio: false } as const;

export const METRICS: readonly Metric[] = [
  ...WORKLOADS.map(([id, title]) => metric('To the final screen', `throughput.${id}`, title, 's', 2)),
  ...WORKLOADS.map(([id, title]) =>
    metric('To the final screen', `painted.${id}`, `${title}, painted`, 's', 2),
  ),
  ...(['idle', 'flood'] as const).flatMap((when) => {
    const group = when === 'idle' ? 'Echo, idle' : 'Echo beside a flood';
    return [
      ...['p50', 'p95', 'p99'].map((q) => metric(group, `echo.${when}.${q}`, q, 'ms', 1)),
      metric(group, `echo.${when}.max`, 'slowest key', 'ms', 1, { statistic: 'max', ratio: false }),
      metric(group, `echo.${when}.lost`, 'keys lost, all repetitions', '', 0, {
        statistic: 'sum',
        ratio: false,
      }),
    ];
  }),
  ...(['yes', 'long'] as const).flatMap((id) => {
    const group = `Ctrl-C to prompt during ${id === 'yes' ? '`yes`' : '`cat` of long lines'}`;
    return [
      metric(group, `interrupt.${id}`, 'p50', 'ms', 1),
      metric(group, `interrupt.${id}.max`, 'max', 'ms', 1, {
        statistic: 'max',
        valuesFrom: `interrupt.${id}`,
      }),
    ];
  }),
  metric('Cold start', 'start.server', 'to a server that accepts', 'ms', 0),
  metric('Cold start', 'start.prompt', 'to a painted prompt', 'ms', 0),
  metric('Server, 51 MB flood', 'cpu.server', 'processor time, server process', 's', 2),
  metric('Server, 51 MB flood', 'cpu.tree', 'processor time, with the shell and cat', 's', 2),
  metric('Server, 51 MB flood', 'rss.idle', 'RSS idle', 'MB', 1, plain),
  metric('Server, 51 MB flood', 'rss.peak', 'RSS peak', 'MB', 1),
  metric('Server, 51 MB flood', 'rss.after', 'RSS after', 'MB', 1, plain),
  metric('Server, heap and buffers after GC', 'heap.idle', 'idle', 'MB', 1, plain),
  metric('Server, heap and buffers after GC', 'heap.after', 'after the 51 MB', 'MB', 1, plain),
  metric('Server, heap and buffers after GC', 'heap.flood', 'most above idle in any flood', 'MB', 1, {
    statistic: 'max',
    ratio: false,
  }),
  metric('A peer that stops reading', 'stalled.heap', 'heap and buffers, most above idle', 'MB', 1, {
    statistic: 'max',
    ratio: false,
  }),
  metric('A peer that stops reading', 'stalled.rss', 'RSS, most above idle', 'MB', 1, {
    statistic: 'max',
    ratio: false,
  }),
  metric('A peer that stops reading', 'stalled.lost', 'sessions lost', '', 0, {
    statistic: 'sum',
    ratio: false,
  }),
  ...(
    [
      ['none', 'no viewer'],
      ['many', '50 viewers of the flooding session'],
      ['frozen', '50 viewers, one of them frozen'],
    ] as const
  ).flatMap(([id, title]) =>
    ['p50', 'p95'].map((q) =>
      metric('The speaker’s echo beside a flood', `viewers.${id}.${q}`, `${title}, ${q}`, 'ms', 1, plain),
    ),
  ),
  ...WORKLOADS.map(([id, title]) =>
    metric('Right to the byte and the cell', `missing.${id}`, `${title}: bytes not counted`, '', 0, {
      statistic: 'max',
      ratio: false,
    }),
  ),
  ...WORKLOADS.map(([id, title]) =>
    metric(
      'Right to the byte and the cell',
      `different.${id}`,
      `${title}: rows of 1,000 that differ`,
      '',
      0,
      {
        statistic: 'max',
        ratio: false,
      },
    ),
  ),
  ...(
    [
      ['drain', 'reading the PTY (node-pty, dropped)'],
      ['headless', 'parsing in Node (node-pty, @xterm/headless)'],
      ['page', 'xterm in the page, from memory'],
    ] as const
  ).flatMap(([limit, what]) =>
    WORKLOADS.map(([id, title]) => metric('Limits', `${limit}.${id}`, `${title}: ${what}`, 's', 2, plain)),
  ),
];
