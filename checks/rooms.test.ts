// Rooms import one way: biome.json refuses a wrong import in each of them, and takes the right one.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../server/system/root.ts';

const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** A room, an import that is right there, and one that is wrong. */
const ROOMS: readonly (readonly [room: string, right: string, wrong: string])[] = [
  ['protocol', './demo.ts', 'node:fs'],
  ['screen', './bytes.ts', '../protocol/cast.ts'],
  ['talk', '../protocol/talk.ts', '../server/main.ts'],
  ['deck', '../protocol/talk.ts', '../server/main.ts'],
  ['deck/markdown', '../../talk/load.ts', '../../server/main.ts'],
  ['deck/print', '../../protocol/cast.ts', 'reveal.js'],
  ['server', './system/root.ts', '../verbs/verb.ts'],
  ['server/show', '../panes/sessions.ts', '../../deck/main.ts'],
  ['server/lab', './wire.ts', '../panes/pane-env.ts'],
  ['server/lab', 'node:timers/promises', 'ws'],
  ['server/setup', '../system/which.ts', '../lab/speaker.ts'],
  ['server/setup', '../../talk/load.ts', '../panes/pane-env.ts'],
  ['server/system', './proc.ts', '../setup/part.ts'],
  ['checks', '../server/setup/probe.ts', '../verbs/verb.ts'],
];

it('refuses what points up, and takes what points down', () => {
  const dir = mkdtempSync(join(tmpdir(), 'deck-rooms-'));
  try {
    cpSync(join(ROOT, 'biome.json'), join(dir, 'biome.json'));
    for (const [index, [room, right, wrong]] of ROOMS.entries()) {
      mkdirSync(join(dir, room), { recursive: true });
      for (const [name, source] of Object.entries({ right, wrong }))
        writeFileSync(join(dir, room, `${name}-${index}.ts`), `export * from '${source}';\n`);
    }
    const args = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', dir];
    const { stdout } = spawnSync(process.execPath, [BIOME, ...args], { cwd: dir, encoding: 'utf8' });
    const found = stdout.split('\n').filter((line) => line.includes('noRestrictedImports'));
    const refused = found.map((line) => /(right|wrong)-(\d+)\.ts/.exec(line)?.[0]).toSorted();
    expect(refused).toEqual(ROOMS.map((_, index) => `wrong-${index}.ts`).toSorted());
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
