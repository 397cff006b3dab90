// The bench: measures the deck and other browser terminals in turn, in one run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chromium } from './browser.ts';
import { judge } from './claims.ts';
import { baseline } from './contestants/baseline.ts';
import type { Contestant } from './contestants/contestant.ts';
import { deck } from './contestants/deck.ts';
import { endProcesses, ROOT } from './contestants/server-process.ts';
import { ttyd } from './contestants/ttyd.ts';
import { packageVersion } from './contestants/versions.ts';
import { wetty } from './contestants/wetty.ts';
import { describeMachine } from './machine.ts';
import { coldStart } from './measure/cold-start.ts';
import { cost } from './measure/cost.ts';
import { echo } from './measure/echo.ts';
import { interrupt } from './measure/interrupt.ts';
import { measureLimits } from './measure/limits.ts';
import type { Bench, Figures, Measure } from './measure/measure.ts';
import { stalled } from './measure/stalled.ts';
import { throughput } from './measure/throughput.ts';
import { viewers } from './measure/viewers.ts';
import type { Values, Who } from './metrics.ts';
import { type Given, type Options, sized } from './options.ts';
import { claimsTable, figureTables, markdown, type Results } from './report.ts';
import { soak } from './soak.ts';
import { turnsOf } from './turns.ts';
import { within } from './within.ts';
import { makeWorkloads } from './workloads.ts';

const CONTESTANTS: readonly Contestant[] = [deck, ttyd, wetty, baseline];
const MEASURES: readonly Measure[] = [throughput, echo, interrupt, coldStart, cost, stalled, viewers];

/** After this time, in ms, a turn hangs; the slowest contestant's takes two minutes. */
const TURN_MS = 15 * 60_000;

/** How many ports servers and inspectors get in turn, so that none waits for the one before it. */
const PORTS = 40;

const print = (line: string) => console.log(line);

/** Names of measurements and contestants for `--only`. */
export const NAMES: readonly string[] = [...[...MEASURES, ...CONTESTANTS].map(({ id }) => id), 'limit'];

/** Measures, prints, and writes the results; a signal ends the process with status 130. */
export async function runBench(given: Given, argv: readonly string[]): Promise<void> {
  const options = sized(given);
  const machine = describeMachine();
  const began = new Date();
  const chromium = await Chromium.start();
  const workloads = makeWorkloads();
  const remarks: string[] = [];
  let ports = 0;
  const port = () => options.port + (ports++ % PORTS);
  const bench: Bench = {
    chromium,
    workloads,
    size: options,
    port,
    remark: (line) => {
      if (!remarks.includes(line)) remarks.push(line);
    },
    start: (contestant, more) => contestant.start({ port: port(), ...more }),
  };
  const clean = async () => {
    await endProcesses();
    await chromium.dispose();
    workloads.dispose();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clean().finally(() => process.exit(130)));
  }
  try {
    if (options.soakMinutes !== undefined) {
      const { text, data } = await soak(bench, options.soakMinutes, machine, print);
      write(options, began, 'soak', text, data);
      print(`\n${text}`);
      return;
    }
    const wanted = (id: string, kin: readonly { id: string }[]) =>
      !options.only || options.only.has(id) || !kin.some((each) => options.only!.has(each.id));
    const measures = MEASURES.filter(({ id }) => wanted(id, MEASURES));
    const contestants: Contestant[] = [];
    const versions: Record<string, string> = {
      Node: machine.node,
      Chromium: chromium.version,
      '@xterm/xterm': packageVersion('@xterm/xterm'),
    };
    const skipped: string[] = [];
    const limit = { id: 'limit' };
    const all = [...CONTESTANTS, limit];
    for (const contestant of CONTESTANTS.filter(({ id }) => wanted(id, all))) {
      const ready = await contestant.prepare(print);
      if ('missing' in ready) {
        print(ready.missing);
        skipped.push(ready.missing);
      } else {
        versions[contestant.title] = ready.version;
        contestants.push(contestant);
      }
    }
    if (contestants.includes(deck)) {
      // The very first start builds the slides, which must not be measured.
      await (await bench.start(deck)).dispose();
    }

    const values: Values = {};
    const failures: string[] = [];
    for (let repetition = 0; repetition < options.repetitions; repetition++) {
      for (const measure of measures) {
        const turns: Turn[] = contestants
          .filter((contestant) => measure.suits?.(contestant) ?? true)
          .map((contestant) => ({
            who: contestant.id,
            run: (figures) => measure.run(contestant, bench, figures),
          }));
        if (measure === throughput && wanted('limit', all)) {
          turns.push({ who: 'limit', run: (figures) => measureLimits(bench, figures) });
        }
        for (const { who, run } of turnsOf(turns, repetition)) {
          const figures: Figures = {};
          const title = `${repetition + 1}/${options.repetitions} ${measure.title}, ${who}`;
          try {
            await bounded(title, chromium, run(figures));
          } catch (error) {
            failures.push(`${title}: failed: ${(error as Error).message.split('\n').slice(0, 3).join(' ')}`);
            print(failures.at(-1)!);
          }
          keep(values, who, figures);
          print(`${title}: ${brief(figures)}`);
        }
      }
    }
    const results: Results = {
      began: began.toISOString(),
      minutes: (Date.now() - began.getTime()) / 60_000,
      repetitions: options.repetitions,
      command: ['npm run bench', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '),
      machine,
      versions,
      who: [...contestants.map(({ id }) => id), 'limit'],
      values,
      claims: judge(values),
      failures,
      remarks,
      skipped,
    };
    print(`\n${figureTables(results)}\n\n${claimsTable(results.claims)}\n`);
    for (const line of [...failures, ...skipped]) print(line);
    write(options, began, 'bench', markdown(results), results);
  } finally {
    await clean();
  }
}

type Turn = { who: Who; run(figures: Figures): Promise<void> };

/** Ends the browser of a turn that hangs, so that it fails and cleans up. */
async function bounded(title: string, chromium: Chromium, turn: Promise<void>): Promise<void> {
  try {
    await within(TURN_MS, title, turn);
  } catch (error) {
    await chromium.restart();
    await turn.catch(() => {});
    throw error;
  }
}

function keep(values: Values, who: Who, figures: Figures): void {
  for (const [metric, found] of Object.entries(figures)) {
    values[metric] ??= {};
    values[metric][who] = [...(values[metric][who] ?? []), ...found];
  }
}

function brief(figures: Figures): string {
  return Object.entries(figures)
    .map(([metric, found]) => `${metric} ${found.map((value) => Number(value.toPrecision(3))).join(' ')}`)
    .join(', ');
}

/**
 * Writes the page and its raw values. Pages of quick runs, which prove nothing, don't go to the results; raw values are
 * large and stay on the machine.
 */
function write(options: Options, began: Date, kind: string, text: string, data: unknown): void {
  const date = began.toISOString().slice(0, 10);
  const name = kind === 'bench' ? date : `${date}-${kind}`;
  const page = `${options.quick ? '.cache/bench' : 'bench/results'}/${name}.md`;
  const values = `.cache/bench/${name}.json`;
  mkdirSync(join(ROOT, '.cache/bench'), { recursive: true });
  writeFileSync(join(ROOT, page), text);
  writeFileSync(join(ROOT, values), `${JSON.stringify(data, null, 1)}\n`);
  print(`written: ${page} and ${values}`);
}
