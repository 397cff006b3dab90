// Ends a deck and its pages in every way and counts what is left: npx tsx tests/lab/lifetimes/main.ts
// [--times N] (50) [--user] [--fresh] [--port N]. Needs root. Resumes where it was stopped.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { endBrowsers } from '../../support/browser.ts';
import { asUser, copyProject, makeUser, removeUser } from '../../support/copy.ts';
import { endDecks, ROOT } from '../../support/deck.ts';
import { isNothing } from '../../support/traces.ts';
import { type Life, Lives, WAYS, type Way } from './life.ts';
import { table } from './table.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '50' },
    port: { type: 'string', default: '4820' },
    user: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});
const times = Number(values.times);
if (!Number.isInteger(times) || times < 1)
  throw new Error(`--times ${values.times} is not a number of times`);
if (process.getuid?.() !== 0) throw new Error('this looks into every process; fix: run it as root');

type Progress = { commit: string; lives: Record<Way, Life[]> };

const file = join(ROOT, `.cache/lifetimes/${values.user ? 'user' : 'root'}.json`);
const commit = execFileSync('git', ['describe', '--always', '--dirty'], {
  cwd: ROOT,
  encoding: 'utf8',
}).trim();
const progress = readProgress();

function readProgress(): Progress {
  const begin = { commit, lives: Object.fromEntries(WAYS.map((way) => [way, []])) } as unknown as Progress;
  if (values.fresh || !existsSync(file)) return begin;
  const last = JSON.parse(readFileSync(file, 'utf8')) as Progress;
  const done = WAYS.map((way) => last.lives[way].length);
  console.log(`resuming ${file.slice(ROOT.length + 1)}: ${done.join(', ')} of ${times} lives are done`);
  if (last.commit !== commit)
    console.log(`they began at commit ${last.commit}, now it is ${commit}; --fresh starts again`);
  return last;
}

function keep(): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(progress));
  renameSync(`${file}.new`, file);
}

function isGood(life: Life): boolean {
  return life.faults.length === 0 && isNothing(life.leftAfterNext ?? life.left);
}

const user = values.user ? makeUser('deck-lifetimes', true) : undefined;
const as = user ? { command: asUser(user), cwd: copyProject(user, true) } : {};
const lives = new Lives({ port: Number(values.port), ...as });
// However this ends, even by Ctrl-C while a browser is open (Playwright exits by itself), the deck is ended and the user
// removed; the unfinished life runs again next time.
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => {
  void endDecks();
  if (user) removeUser(user.name);
});
try {
  // In turn, so that a run that is stopped has tried every way.
  for (let n = 0; n < times; n++) {
    for (const way of WAYS) {
      const over = progress.lives[way];
      if (over.length > n) continue;
      const life = await lives.live(way, n);
      over.push(life);
      keep();
      const { ms, children, programs } = life;
      const verdict = isGood(life) ? 'nothing left' : `LEFT: ${JSON.stringify(life)}`;
      console.log(
        `${way} ${n + 1}/${times}: ${children} children, ${programs} programs: ${verdict}, ${ms} ms`,
      );
    }
  }
  const rest = await lives.dispose();
  if (rest && !isNothing(rest)) throw new Error(`left of the deck itself: ${JSON.stringify(rest)}`);
} finally {
  await lives.dispose();
  await endBrowsers();
  await endDecks();
}
console.log(table(progress.lives));
const bad = WAYS.flatMap((way) => progress.lives[way]).filter((life) => !isGood(life));
const missing = WAYS.reduce((sum, way) => sum + Math.max(0, times - progress.lives[way].length), 0);
if (bad.length > 0) console.log(`${bad.length} lives left something or had a fault`);
if (missing > 0) console.log(`${missing} lives are not done yet; the same command resumes`);
process.exit(bad.length > 0 || missing > 0 ? 1 : 0);
