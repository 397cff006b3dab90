// A run's results as Markdown: machine, versions, claims, medians with spread and ratios, failures.

import type { Judgement } from './claims.ts';
import { GRID, SCROLLBACK_ROWS, WINDOW } from './conditions.ts';
import { figureOf, limitRatio, peerRatio } from './figures.ts';
import type { Machine } from './machine.ts';
import { METRICS, type Metric, type Values, type Who } from './metrics.ts';

export type Results = {
  /** ISO 8601. */
  began: string;
  minutes: number;
  repetitions: number;
  command: string;
  machine: Machine;
  versions: Record<string, string>;
  /** The contestants, in the order of the table. */
  who: Who[];
  values: Values;
  claims: Judgement[];
  failures: string[];
  remarks: string[];
  skipped: string[];
};

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A table as Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

export function claimsTable(claims: readonly Judgement[]): string {
  return table(
    ['claim', 'limit', 'figure', 'outcome'],
    claims.map(({ claim, limit, figure, outcome }) => [
      claim,
      limit,
      figure,
      outcome === 'met' ? 'met' : `**${outcome}**`,
    ]),
  );
}

/** One table per group of metrics; metrics without figures are left out. */
export function figureTables({ who, values }: Pick<Results, 'who' | 'values'>): string {
  const parts: string[] = [];
  for (const group of new Set(METRICS.map((metric) => metric.group))) {
    const measured = METRICS.filter((metric) => metric.group === group).filter((metric) =>
      who.some((each) => figureOf(values, metric, each)),
    );
    if (measured.length === 0) continue;
    const those = who.filter((each) => measured.some((metric) => figureOf(values, metric, each)));
    const [ratio, limit] = [peerRatio, limitRatio].map((ratioIn) =>
      measured.some((metric) => ratioIn(values, metric)),
    );
    const head = [
      '',
      ...those,
      ...(ratio ? ['deck ÷ best peer'] : []),
      ...(limit ? ['deck ÷ in-page limit'] : []),
    ];
    const rows = measured.map((metric) => [
      `${metric.title}${metric.unit ? `, ${metric.unit}` : ''}`,
      ...those.map((each) => cell(values, metric, each)),
      ...(ratio ? [times(peerRatio(values, metric))] : []),
      ...(limit ? [times(limitRatio(values, metric))] : []),
    ]);
    parts.push(`### ${group}\n\n${table(head, rows)}`);
  }
  return parts.join('\n\n');
}

export function markdown(results: Results): string {
  const { machine, versions, repetitions, claims, failures, remarks, skipped } = results;
  const list = (lines: readonly string[], none: string) =>
    lines.length === 0 ? none : lines.map((line) => `- ${line}`).join('\n');
  return `# Bench of ${results.began.slice(0, 10)}

${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, Linux ${machine.kernel}, load ${machine.load.toFixed(2)} at the start; began ${results.began}, took ${results.minutes.toFixed(0)} minutes.
${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(' · ')}

\`${results.command}\`: ${repetitions} repetitions; in each the contestants take turns, and another one begins; a new server and a new page for each measurement. ${GRID.cols}×${GRID.rows} cells, ${SCROLLBACK_ROWS} rows of scrollback, DOM renderer, window ${WINDOW.width}×${WINDOW.height}, loopback. Figures are medians, with minimum and maximum in brackets.

## Claims

${claimsTable(claims)}

## Figures

${figureTables(results)}

## What failed

${list([...failures, ...skipped], 'Nothing.')}

## Remarks

${list(remarks, 'None.')}
`;
}

function cell(values: Values, metric: Metric, who: Who): string {
  const figure = figureOf(values, metric, who);
  if (!figure) return '–';
  const show = (value: number) => value.toFixed(metric.digits);
  if (metric.statistic !== 'median' || figure.count === 1) return show(figure.value);
  return `${show(figure.value)} (${show(figure.min)}–${show(figure.max)})`;
}

const times = (ratio: number | undefined) => (ratio === undefined ? '–' : `${ratio.toFixed(2)} ×`);
