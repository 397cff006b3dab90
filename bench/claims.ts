// The claims about the deck, each with its limit, this run's figure, and whether it is met.
import { bestPeer, figureOf, limitRatio, metricOf, peerRatio } from './figures.ts';
import type { Values } from './metrics.ts';

export type Judgement = {
  claim: string;
  limit: string;
  figure: string;
  outcome: 'met' | 'not met' | 'not measured';
};

type Claim = {
  claim: string;
  unit: 'ms' | 'MB' | '×' | '';
  /** The figure must be at most this: a number, or a figure of the best peer. */
  most: number | ((values: Values) => number | undefined);
  limit: string;
  digits: number;
  figure(values: Values): number | undefined;
};

const deck = (id: string) => (values: Values) => figureOf(values, metricOf(id), 'deck')?.value;
const peers = (id: string) => (values: Values) => peerRatio(values, metricOf(id));
const limits = (id: string) => (values: Values) => limitRatio(values, metricOf(id));
const best = (id: string) => (values: Values) => bestPeer(values, metricOf(id))?.value;

/** The largest of several figures; undefined if one is missing. */
const worst = (ids: string[]) => (values: Values) => {
  const found = ids.map((id) => deck(id)(values));
  return found.includes(undefined) ? undefined : Math.max(...(found as number[]));
};

/** One of the deck's figures divided by another. */
const ratio = (id: string, by: string) => (values: Values) => {
  const [figure, base] = [deck(id)(values), deck(by)(values)];
  return figure !== undefined && base ? figure / base : undefined;
};

const times = (claim: string, most: number, figure: Claim['figure'], against: string): Claim => ({
  claim,
  unit: '×',
  most,
  limit: `≤ ${most} × ${against}`,
  digits: 2,
  figure,
});
const atMost = (
  claim: string,
  most: number,
  unit: Claim['unit'],
  figure: Claim['figure'],
  digits = 1,
): Claim => ({
  claim,
  unit,
  most,
  limit: most === 0 ? '0' : `≤ ${most} ${unit}`,
  digits,
  figure,
});

const BEST = 'the best peer';
const IN_PAGE = 'the in-page limit';
const WORKLOADS = ['lines', 'seq', 'coloured'] as const;

const CLAIMS: readonly Claim[] = [
  times('51 MB of lines to the final screen', 0.5, peers('throughput.lines'), BEST),
  times('10 MB coloured to the final screen', 0.75, peers('throughput.coloured'), BEST),
  times('seq 2000000 to the final screen', 0.85, peers('throughput.seq'), BEST),
  times('51 MB of lines to the final screen', 2, limits('throughput.lines'), IN_PAGE),
  times('10 MB coloured to the final screen', 2, limits('throughput.coloured'), IN_PAGE),
  times('seq 2000000 to the final screen', 2, limits('throughput.seq'), IN_PAGE),
  atMost('Bytes the server has not counted', 0, '', worst(WORKLOADS.map((id) => `missing.${id}`)), 0),
  atMost(
    'Rows of the last 1,000 that differ in a cell',
    0,
    '',
    worst(WORKLOADS.map((id) => `different.${id}`)),
    0,
  ),
  ...(['yes', 'long'] as const).flatMap((id) => {
    const during = `Ctrl-C during ${id === 'yes' ? 'yes' : 'cat of long lines'}`;
    return [
      atMost(`${during}, p50`, 20, 'ms', deck(`interrupt.${id}`)),
      atMost(`${during}, max`, 60, 'ms', deck(`interrupt.${id}.max`)),
      times(`${during}, p50`, 0.15, peers(`interrupt.${id}`), BEST),
    ];
  }),
  ...(['p50', 'p99'] as const).map(
    (q): Claim => ({
      claim: `Echo idle, ${q}`,
      unit: 'ms',
      most: best(`echo.idle.${q}`),
      limit: "≤ the best peer's",
      digits: 1,
      figure: deck(`echo.idle.${q}`),
    }),
  ),
  times('Echo beside a flood, p50', 0.3, peers('echo.flood.p50'), BEST),
  atMost('Echo beside a flood, p99', 40, 'ms', deck('echo.flood.p99')),
  atMost(
    'Keys lost, idle and beside a flood',
    0,
    '',
    (values) => {
      const [idle, flood] = ['echo.idle.lost', 'echo.flood.lost'].map((id) => deck(id)(values));
      return idle === undefined || flood === undefined ? undefined : idle + flood;
    },
    0,
  ),
  atMost('Server heap and buffers after GC in any flood, above idle', 15, 'MB', deck('heap.flood')),
  atMost('The same with a peer that stops reading', 15, 'MB', deck('stalled.heap')),
  atMost('Its sessions lost', 0, '', deck('stalled.lost'), 0),
  times(
    'Echo p95 with 50 viewers of the flood',
    2,
    ratio('viewers.many.p95', 'viewers.none.p95'),
    'without them',
  ),
  times(
    'The same with a frozen one among them',
    2,
    ratio('viewers.frozen.p95', 'viewers.none.p95'),
    'without any',
  ),
];

/** All claims against the values of a run. */
export function judge(values: Values): Judgement[] {
  return CLAIMS.map(({ claim, unit, most, limit, digits, figure }) => {
    const found = figure(values);
    const bound = typeof most === 'number' ? most : most(values);
    if (found === undefined || bound === undefined) {
      return { claim, limit, figure: '–', outcome: 'not measured' };
    }
    const against = typeof most === 'number' ? '' : ` (${bound.toFixed(digits)} ${unit})`;
    return {
      claim,
      limit: `${limit}${against}`,
      figure: `${found.toFixed(digits)} ${unit}`.trim(),
      // The measured figure counts, not the rounded one.
      outcome: found <= bound ? 'met' : 'not met',
    };
  });
}
