// Random shells, random hands and random presses of Next against real bash: no step is stuck for longer than its bounds,
// and no line is run that is neither the prepared one nor typed by hand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { BOUNDS, type Bounds } from '../../server/steps/bounds.ts';
import { openShells, type ShellFixture } from '../../server/steps/shell-fixture.ts';
import { SEED, times } from '../support/breadth.ts';
import { type Draw, drawFrom, randomFrom } from '../support/random.ts';

/** A round is one prompt, at most five events, one step. */
const ROUNDS = times('HANDS_ROUNDS', 200, 10_000);

/** Shells at the same time; they wait far more than they compute. */
const SIDE_BY_SIDE = 8;

/** Rounds that one shell lives, unless a hand ends it. */
const LIFE = 25;

/** Tenfold shorter than on stage, but for a shell's answer, which takes as long as the machine needs. */
const SHORT: Bounds = {
  prompt: BOUNDS.prompt / 10,
  interrupt: BOUNDS.interrupt / 10,
  answer: BOUNDS.answer / 2,
  start: BOUNDS.start / 10,
  quiet: BOUNDS.quiet / 5,
  question: BOUNDS.question,
  elsewhere: BOUNDS.elsewhere,
  echo: BOUNDS.echo / 10,
};
const TIMEOUT_MS = 1500;

/** The longest way of a step: held until the next press, three times cleared and typed, run until its timeout. */
const STUCK_MS = 10_000;

const command = (round: number) => `ran "step-${round} alpha  bravo charlie"`;
const words = (round: number) => `step-${round} alpha  bravo charlie`;

/** What makes the shell another one, once in its life. */
const SHELLS = [
  '',
  '',
  'set -o vi\r',
  "PS1='demo> '\r",
  'PROMPT_COMMAND=\r',
  "PS2='... '\r",
  'PS0=\r',
  'set -o histexpand\r',
  'bash --norc\r',
  "PROMPT_COMMAND='printf x'; PS1='> '\r",
  'PROMPT_COMMAND=\'PS1="x> "\'\r',
  'exec bash --norc\r',
  "exec env PS1='> ' bash --norc\r",
  "trap '' INT\r",
  'stty -isig\r',
  "bind 'set enable-bracketed-paste on'\r",
];

/** What a hand does; `#` is the round. */
const HANDS = [
  'ran hand-#\r',
  'ran half-#',
  '\r',
  '\x03',
  "ran 'open-#\r",
  '\x12ran',
  '\x16',
  '\t\t',
  '\x1b',
  '\x1b[D\x1b[D',
  '\x01',
  '\x15',
  '\x17',
  '\x1b[<35;10;5M',
  '\x1b[I',
  'ran paste-1-#\nran paste-2-#\nran paste-3-#',
  '\x1b[200~ran bracket-#\nran more-#\x1b[201~',
  'sleep 0.2\r',
  'cat >>"$HOME/cat"\r',
  'read -r x\r',
  '# a comment\r',
  'echo (\r',
  '\x04',
  '\x1a',
  'sleep 0.3 &\r',
  'printf "\\e[?1049h\\e[?1000h\\e[?1h"\r',
  'printf "\\e[c\\e[6n"\r',
];

type Tally = {
  rounds: number;
  met: number;
  unmet: number;
  skipped: number;
  stuck: string[];
  foreign: string[];
};

it(`holds for ${ROUNDS} rounds`, { timeout: 3_600_000 }, async () => {
  const tally: Tally = { rounds: 0, met: 0, unmet: 0, skipped: 0, stuck: [], foreign: [] };
  const chain = async (_: unknown, index: number) => {
    for (let life = 0; tally.rounds < ROUNDS; life++)
      await live(SEED * 1000 + index * 131 + life * 7919, tally);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, chain));
  const { rounds, met, unmet, skipped } = tally;
  console.log(`${rounds} rounds: ${met} met, ${unmet} unmet, ${skipped} skipped; seed ${SEED}`);
  expect(tally.foreign).toEqual([]);
  expect(tally.stuck).toEqual([]);
  expect(met).toBeGreaterThan(rounds / 3);
});

/** One shell, until it ends or has had its rounds. */
async function live(seed: number, tally: Tally): Promise<void> {
  const draw = drawFrom(randomFrom(seed));
  const steps = Array.from({ length: LIFE }, (_, round) => ({
    id: `step-${round}`,
    command: command(round),
    keysPerSecond: 400,
    timeoutMs: TIMEOUT_MS,
    run: draw.whole(0, 4) === 0 ? 'prefill' : 'auto',
  }));
  // Without a history: a hand that finds a prepared line there and enters it has typed it.
  const shells = openShells(steps, { bounds: SHORT, rc: 'export HISTSIZE=0\n' });
  const story: string[] = [];
  try {
    await until(() => shells.session.shell.state === 'prompt', 10_000);
    const shell = draw.one(SHELLS);
    story.push(shell);
    shells.session.input(shell);
    for (let round = 0; round < LIFE && tally.rounds < ROUNDS && !shells.session.ended; round++) {
      tally.rounds++;
      const said = await play(shells, round, draw, story);
      if (said === 'stuck') {
        tally.stuck.push(
          `seed ${seed}, round ${round}: ${JSON.stringify(shells.view(`step-${round}`))} ${tell(story)}`,
        );
        return;
      }
      tally[said]++;
    }
  } finally {
    for (const line of foreign(shells, steps))
      tally.foreign.push(`seed ${seed}: ${line} ${tell(story, line)}`);
    shells.dispose();
  }
}

/** The shell, and what was done in the rounds that a line names. */
function tell(story: readonly string[], about = ''): string {
  const round = /step-\d+/.exec(about)?.[0];
  const from = round === undefined ? -14 : story.indexOf(round) - 8;
  return `after ${JSON.stringify(story[0])}: ${JSON.stringify(story.slice(from, round === undefined ? undefined : from + 22))}`;
}

/** Up to five events, with the press of Next for the round's step among them; then presses until the step has ended. */
async function play(
  shells: ShellFixture,
  round: number,
  draw: Draw,
  story: string[],
): Promise<'met' | 'unmet' | 'skipped' | 'stuck'> {
  const id = `step-${round}`;
  story.push(id);
  const press = () => {
    story.push('NEXT');
    const { state } = shells.view(id);
    const outcome = shells.steps.act('demo', id, state === 'waiting' ? 'run' : 'complete');
    // The page goes on without a step that is refused.
    if (outcome.kind === 'held') shells.steps.act('demo', id, 'skip');
  };
  const events = draw.whole(0, 5);
  const pressAt = draw.whole(0, events);
  for (let event = 0; event <= events; event++) {
    if (event === pressAt) press();
    else {
      const keys = draw.one(HANDS).replaceAll('#', String(round));
      story.push(keys);
      shells.session.input(keys);
    }
    await sleep(draw.one([0, 0, 5, 20, 60, 150]));
  }
  const over = () => !['waiting', 'typing', 'running'].includes(shells.view(id).state);
  const begun = performance.now();
  while (!(await until(over, 400))) {
    if (performance.now() - begun > STUCK_MS) return 'stuck';
    if (shells.view(id).state !== 'running') press();
  }
  // What a hand has started would keep the next rounds waiting.
  if (draw.whole(0, 1) === 0) shells.session.input('\x03');
  return shells.view(id).state as 'met' | 'unmet' | 'skipped';
}

/** Lines that ran, or were given to a program, and are neither prepared nor a hand's. */
function foreign(shells: ShellFixture, steps: readonly { id: string; run: string }[]): string[] {
  const times = new Map<string, number>();
  const wrong: string[] = [];
  const kind = (step: string) => steps.find(({ id }) => id === step)?.run;
  for (const line of shells.lines()) {
    times.set(line, (times.get(line) ?? 0) + 1);
    const round = Number(/^step-(\d+)/.exec(line)?.[1] ?? Number.NaN);
    const prepared = line === words(round);
    // A prefilled line is left to the hand, which may change and enter it.
    const step = /step-\d+/.exec(line)?.[0] ?? '';
    if (!prepared && kind(step) !== 'prefill' && /step-|alpha|bravo|charlie/.test(line)) {
      wrong.push(`ran ${JSON.stringify(line)}: ${JSON.stringify(shells.view(step))}`);
    }
    if (prepared && times.get(line)! > 1) wrong.push(`ran twice: ${line}`);
  }
  for (const { step, state, how } of shells.steps.view()) {
    const ran = times.has(words(Number(step.slice('step-'.length))));
    if (state === 'skipped' && ran) wrong.push(`${step} is skipped, and was run`);
    if (state === 'met' && how === 'typed' && !ran)
      wrong.push(`${step} (${kind(step)}) is met, and was not run: ${JSON.stringify(shells.view(step))}`);
  }
  const fed = join(shells.dir, 'cat');
  if (existsSync(fed) && /alpha|bravo|charlie/.test(readFileSync(fed, 'utf8')))
    wrong.push('a program got a command');
  return wrong;
}

async function until(done: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!done()) {
    if (performance.now() > end) return false;
    await sleep(5);
  }
  return true;
}
