// Code on slides is the code that runs: when a region is renamed or gone, the real build fails and names the slide.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { copyForEdits } from './copy.ts';
import { ROOT } from './deck.ts';

const MAIN = 'ping-monitor/ping-monitor-ebpf/src/main.rs';
let dir: string;

beforeAll(() => {
  dir = copyForEdits();
});
beforeEach(() => cpSync(join(ROOT, 'bpf', MAIN), join(dir, 'bpf', MAIN)));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function build(): { status: number | null; said: string } {
  const vite = join(dir, 'node_modules/vite/bin/vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build'], {
    cwd: dir,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** Changes a source as a programmer would, in the copy. */
function change(file: string, from: string | RegExp, to: string): void {
  const path = join(dir, 'bpf', file);
  const before = readFileSync(path, 'utf8');
  const after = before.replaceAll(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

/** `slides/11-live-code.md:102` of every fence that shows the region. */
function places(region: string): string[] {
  const names = ['11-live-code.md', '12-packet.md'];
  return names.flatMap((name) =>
    readFileSync(join(dir, 'slides', name), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        line.startsWith('```') && new RegExp(`region=${region}\\b`).test(line)
          ? [`slides/${name}:${index + 1}: `]
          : [],
      ),
  );
}

it('builds as it is', () => {
  expect(build()).toMatchObject({ status: 0 });
});

it('a renamed function fails the build with the file and line of each slide that shows it', () => {
  change(MAIN, /\bptr_at\b/g, 'pointer_at');
  const { status, said } = build();
  expect(status).toBe(1);
  const shown = places('ptr_at');
  expect(shown.length).toBeGreaterThan(0);
  for (const place of shown)
    expect(said).toContain(`${place}${`bpf/${MAIN}`} has no region ptr_at; use one of `);
  expect(said).toMatch(/use one of [^\n]*pointer_at/);
});

it('a function that moved to another file does, too', () => {
  change(
    MAIN,
    /#\[inline\(always\)\]\nunsafe fn ptr_at[\s\S]*?\n}\n/g,
    'mod reading;\nuse reading::ptr_at;\n',
  );
  const { status, said } = build();
  expect(status).toBe(1);
  for (const place of places('ptr_at')) expect(said).toContain(place);
});

it('words that a highlight names and that are gone fail it as well', () => {
  change(MAIN, 'let protocol:', 'let next_header:');
  const { status, said } = build();
  expect(status).toBe(1);
  expect(said).toMatch(/slides\/11-live-code\.md:\d+: the code has no line with "let protocol"/);
});
