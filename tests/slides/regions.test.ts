// Code on slides is the code that runs: if a region is renamed or removed, the build fails, naming the slide.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { copyForEdits } from '../support/copy.ts';
import { ROOT } from '../support/deck.ts';

const MAIN = 'ping-monitor/ping-monitor-ebpf/src/main.rs';
const C = 'c-and-rust/pings.bpf.c';
let dir: string;

beforeAll(() => {
  dir = copyForEdits();
});
beforeEach(() => {
  for (const file of [MAIN, C]) cpSync(join(ROOT, 'bpf', file), join(dir, 'bpf', file));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function build(): { status: number | null; output: string } {
  const vite = join(dir, 'node_modules/vite/bin/vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build'], {
    cwd: dir,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
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

it('builds without a change', () => {
  expect(build()).toMatchObject({ status: 0 });
});

it('a renamed function fails the build with the file and line of each slide that shows it', () => {
  change(MAIN, /\bptr_at\b/g, 'pointer_at');
  const { status, output } = build();
  expect(status).toBe(1);
  const shown = places('ptr_at');
  expect(shown.length).toBeGreaterThan(0);
  for (const place of shown)
    expect(output).toContain(`${place}${`bpf/${MAIN}`} has no region ptr_at; use one of `);
  expect(output).toMatch(/use one of [^\n]*pointer_at/);
});

it('a function that moved to another file fails it, too', () => {
  change(
    MAIN,
    /#\[inline\(always\)\]\nunsafe fn ptr_at[\s\S]*?\n}\n/g,
    'mod reading;\nuse reading::ptr_at;\n',
  );
  const { status, output } = build();
  expect(status).toBe(1);
  const other = MAIN.replace('main.rs', 'reading.rs');
  writeFileSync(join(dir, 'bpf', other), '// region: ptr_at\n// endregion: ptr_at\n');
  const again = build().output;
  rmSync(join(dir, 'bpf', other));
  for (const place of places('ptr_at')) {
    expect(output).toContain(place);
    expect(again).toContain(`${place}bpf/${MAIN} has no region ptr_at; use one of `);
    expect(again).toContain(`; ptr_at is now in bpf/${other}\n`);
  }
});

it('a renamed region in the C program fails it, with the line of that side', () => {
  change(C, /region: check$/gm, 'region: checked');
  const { status, output } = build();
  expect(status).toBe(1);
  const slides = readFileSync(join(dir, 'slides/08-why-rust.md'), 'utf8').split('\n');
  const line = slides.indexOf(`c src=bpf/${C} region=check`) + 1;
  expect(line).toBeGreaterThan(0);
  expect(output).toContain(`slides/08-why-rust.md:${line}: bpf/${C} has no region check; use one of `);
  expect(output).toMatch(/use one of [^\n]*checked/);
});

it('words of a highlight that are not in the code fail it, too', () => {
  change(MAIN, 'let protocol:', 'let next_header:');
  const { status, output } = build();
  expect(status).toBe(1);
  expect(output).toMatch(/slides\/11-live-code\.md:\d+: the code has no line with "let protocol"/);
});
