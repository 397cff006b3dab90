// `npm test`: sets everything up in the foreground, Chromium included, then checks, builds the deck and runs what
// crosses rooms. Ends with one line that adds up every runner's counts.

import { foregroundSetup, ownTalk } from '../server/setup/main.ts';
import { checkStages, nodeProgram, vitestStage } from './check.ts';
import { add, closingLine, NONE } from './counts.ts';
import { runStages, untilSignalled } from './stages.ts';

export async function main(argv: string[]): Promise<void> {
  const unknown = argv.find((arg) => arg !== '--yes');
  if (unknown !== undefined) {
    console.error(
      `npm test takes only --yes (install Debian packages with sudo without asking), not ${unknown}`,
    );
    process.exit(2);
  }
  const print = (line: string) => console.log(line);
  const { ok } = await foregroundSetup(argv.includes('--yes'), await ownTalk());
  const signal = untilSignalled();
  const stages = [
    ...(await checkStages()),
    { name: 'the static deck', run: (signal: AbortSignal) => nodeProgram('vite', 'vite', ['build'], signal) },
  ];
  // Without the demos the tests that cross rooms could only time out, one after the other.
  if (ok) {
    stages.push(vitestStage('tests that cross rooms', 'cross'));
    stages.push(vitestStage('those that want to be alone', 'alone'));
  }
  const counts = await runStages(stages, signal, print);
  if (!ok) print('tests that cross rooms                failed   not run: the set-up above failed');
  print(closingLine(add(counts, { ...NONE, failed: ok ? 0 : 1 })));
  process.exit(signal.aborted ? 130 : !ok || counts.failed > 0 ? 1 : 0);
}
