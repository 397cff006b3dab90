// Turns many values into one figure, and figures into ratios: deck ÷ best peer, deck ÷ limit.
import { METRICS, type Metric, type Values, type Who } from './metrics.ts';
import { type Spread, spread } from './statistics.ts';

/** All but the deck; the bare server counts as a peer, too. */
const PEERS: readonly Who[] = ['ttyd', 'wetty', 'baseline'];

export type Figure = Spread & { value: number };

export function metricOf(id: string): Metric {
  const found = METRICS.find((metric) => metric.id === id);
  if (!found) throw new Error(`no metric is called ${id}`);
  return found;
}

/** @returns undefined when it was not measured. */
export function figureOf(values: Values, metric: Metric, who: Who): Figure | undefined {
  const all = values[metric.valuesFrom ?? metric.id]?.[who];
  if (!all || all.length === 0) return undefined;
  const found = spread(all);
  const value = {
    median: found.median,
    max: found.max,
    sum: all.reduce((sum, each) => sum + each, 0),
  }[metric.statistic];
  return { ...found, value };
}

export type Best = { who: Who; value: number };

/** The peer with the least; undefined without any peer. */
export function bestPeer(values: Values, metric: Metric): Best | undefined {
  let best: Best | undefined;
  for (const who of PEERS) {
    const value = figureOf(values, metric, who)?.value;
    if (value !== undefined && (!best || value < best.value)) best = { who, value };
  }
  return best;
}

/** Deck ÷ best peer; undefined when either has no figure. */
export function peerRatio(values: Values, metric: Metric): number | undefined {
  const deck = figureOf(values, metric, 'deck')?.value;
  const best = bestPeer(values, metric)?.value;
  return metric.ratio && deck !== undefined && best ? deck / best : undefined;
}

/** Deck ÷ xterm in the page without a network; only for throughput metrics. */
export function limitRatio(values: Values, metric: Metric): number | undefined {
  const [kind, workload] = metric.id.split('.');
  if (kind !== 'throughput') return undefined;
  const deck = figureOf(values, metric, 'deck')?.value;
  const limit = figureOf(values, metricOf(`page.${workload}`), 'limit')?.value;
  return deck !== undefined && limit ? deck / limit : undefined;
}
