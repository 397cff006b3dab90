// With the merged compiler_builtins both programs are linked to the same bytes as with the plain one.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { compilerBuiltins, mergedBin } from '../../server/setup/merged.ts';
import { ownLinkerOf, probe } from '../../server/setup/probe.ts';
import { decide, type Toolchain } from '../../server/setup/toolchain.ts';
import { ROOT } from '../support/deck.ts';

/** How often each link is measured, in turn (`RUNS=5`). */
const RUNS = Number(process.env.RUNS ?? 1);
/** Always the same folder, so that dependencies are compiled only once. */
const PLACE = join(ROOT, '.cache/linked');

let toolchain: Toolchain;
beforeAll(async () => {
  toolchain = decide(await probe(ROOT));
});

it.each([
  ['bpf/process-tracker', 'file-tracker'],
  ['bpf/ping-monitor', 'ping-monitor'],
])('%s', { timeout: 300_000 }, async (dir, program) => {
  if (toolchain.kind === 'none') throw new Error(toolchain.why);
  if (toolchain.kind !== 'debian' || compilerBuiltins() === undefined) {
    console.log('this toolchain compiles core itself: nothing is merged');
    return;
  }
  const plain = ownLinkerOf(ROOT);
  const front = mergedBin(ROOT, plain);
  expect(front, 'npm run setup merges').toBeDefined();
  const place = join(PLACE, program);
  rmSync(join(place, 'out'), { recursive: true, force: true });
  for (const name of ['bin', 'out']) mkdirSync(join(place, name), { recursive: true });
  // Both linkers do rustc's own link, with its arguments.
  const script = `#!/bin/bash
out() { local last; for arg; do [ "$last" = -o ] && echo "$arg"; last=$arg; done; }
to=$(out "$@")
TIMEFORMAT=%R
for run in $(seq ${RUNS}); do
  { time '${plain}' "$@"; } 2>>'${place}/out/plain.s' && cp "$to" '${place}/out/plain' && rm "$to" &&
  { time '${front}/bpf-linker' "$@"; } 2>>'${place}/out/merged.s' && cp "$to" '${place}/out/merged' || exit 1
done
`;
  writeFileSync(join(place, 'bin/bpf-linker'), script, { mode: 0o755 });
  execFileSync(
    'cargo',
    [
      'build',
      '--offline',
      '--release',
      '--package',
      `${program}-ebpf`,
      '--bins',
      '--target',
      'bpfel-unknown-none',
    ],
    {
      cwd: join(ROOT, dir),
      stdio: 'pipe',
      env: {
        ...process.env,
        ...toolchain.env,
        PATH: `${join(place, 'bin')}:${toolchain.env.PATH}`,
        CARGO_TARGET_DIR: join(PLACE, 'target'),
        CARGO_BUILD_BUILD_DIR: join(PLACE, 'target'),
        // The same flags as aya-build's.
        RUSTFLAGS: '--cfg=bpf_target_arch="x86_64" -Cdebuginfo=2 -Clink-arg=--btf',
      },
    },
  );
  const read = (name: string) => readFileSync(join(place, 'out', name));
  expect(read('plain').length).toBeGreaterThan(4000);
  expect(read('merged').equals(read('plain'))).toBe(true);
  for (const way of ['plain', 'merged']) {
    console.log(`${program} ${way}, s: ${read(`${way}.s`).toString().trim().split('\n').join(', ')}`);
  }
});
