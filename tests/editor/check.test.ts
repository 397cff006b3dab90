// cargo check of what was saved, by the real cargo: a small crate, and the kernel side of the talk's own project.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../protocol/document.ts';
import { CargoChecks } from '../../server/documents/check.ts';
import { WorkDocument } from '../../server/documents/work-document.ts';
import { probe } from '../../server/setup/probe.ts';
import { decide, type Toolchain } from '../../server/setup/toolchain.ts';
import { ROOT } from '../support/deck.ts';

const TARGET = join(ROOT, '.cache/check-target/test-small');
const MAIN = 'fn main() {\n    println!("{}", 1);\n}\n';

let toolchain: Toolchain;
beforeAll(async () => {
  toolchain = decide(await probe(ROOT));
});
afterAll(() => rmSync(TARGET, { recursive: true, force: true }));

let folder: string;
let work: WorkDocument;
let checks: CargoChecks;
const told: Verdict['is'][] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deck-check-'));
});
afterEach(() => {
  checks.dispose();
  work.dispose();
  told.length = 0;
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a file of the project in `folder` and begins to check it. */
function watch(demo: string, path: string, find = () => toolchain as Toolchain | undefined): void {
  work = new WorkDocument(folder, path);
  work.on({ verdict: () => void told.push(work.verdict.is) });
  checks = new CargoChecks(ROOT, find);
  checks.watch({ demo, workspace: folder, path, name: demo }, work);
}

/** Waits for the compiler's word on the text as it is now. */
async function verdict(timeout = 60_000): Promise<Verdict> {
  const { document } = work;
  await expect
    .poll(() => 'version' in work.verdict && work.verdict.version === document!.version, { timeout })
    .toBe(true);
  return work.verdict;
}

const become = (text: string) => work.document!.become('page', text);

describe('a small crate', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'Cargo.toml'), '[package]\nname = "small"\nedition = "2024"\n\n[workspace]\n');
    writeFileSync(join(folder, 'src/main.rs'), MAIN);
    writeFileSync(join(folder, 'src/stray.rs'), 'this is no Rust\n');
  });

  it('is marked at its line, in rustc’s words, and clean only when that text was compiled', async () => {
    watch('test-small', 'src/main.rs');
    expect(await verdict()).toEqual({ is: 'clean', version: 0 });
    become('fn main() {\n    let 𝑥: u16 = "🔔"; let y = 1;\n}\n');
    expect(work.verdict).toEqual({ is: 'unchecked' });
    const faulty = await verdict();
    expect(faulty).toMatchObject({
      is: 'faulty',
      version: 1,
      faults: expect.arrayContaining([
        {
          level: 'error',
          message: 'mismatched types: expected `u16`, found `&str` [E0308]',
          from: { line: 2, column: 18 },
          // In characters, of which the bell is one.
          to: { line: 2, column: 21 },
        },
      ]),
    });
    // Broken off while it is compiled: of the newest text alone something is said.
    become('fn main() { let y = 2; }\n');
    await expect.poll(() => work.verdict.is, { timeout: 30_000 }).toBe('checking');
    become(MAIN);
    expect(await verdict()).toEqual({ is: 'clean', version: 3 });
    expect(told.filter((is) => is === 'clean' || is === 'faulty')).toEqual(['clean', 'faulty', 'clean']);
  });

  it('is not called clean by a file’s time alone', async () => {
    watch('test-small', 'src/main.rs');
    expect(await verdict()).toEqual({ is: 'clean', version: 0 });
    // Another text with an older time, as `cp -p` leaves it: cargo by itself takes it for what it has compiled.
    const path = join(folder, 'src/main.rs');
    writeFileSync(path, 'fn main() { nonsense }\n');
    utimesSync(path, 1, 1);
    work.refresh();
    expect(await verdict()).toMatchObject({ is: 'faulty', faults: [{ message: /nonsense/ }] });
  });

  it.each([
    ['a file that is in no target', 'src/stray.rs', () => toolchain, /does not compile src\/stray\.rs/],
    [
      'no toolchain',
      'src/main.rs',
      () => ({ kind: 'none', why: 'no rustc', fix: 'bring one' }) as const,
      /no rustc; bring one/,
    ],
  ])('says why it can’t: %s', async (_name, path, find, why) => {
    watch('test-small', path, find);
    await expect.poll(() => work.verdict.is, { timeout: 60_000 }).toBe('unable');
    expect(work.verdict).toMatchObject({ why: expect.stringMatching(why) });
  });

  it('says why it can’t: a manifest that cargo refuses', async () => {
    writeFileSync(join(folder, 'Cargo.toml'), '[package]\nname = "small"\nedition = "1999"\n');
    watch('test-small', 'src/main.rs');
    await expect.poll(() => work.verdict.is, { timeout: 60_000 }).toBe('unable');
    expect(work.verdict).toMatchObject({ why: expect.stringMatching(/^error: /) });
  });

  it('waits for a toolchain that is being looked for', async () => {
    let found: Toolchain | undefined;
    let asked = 0;
    watch('test-small', 'src/main.rs', () => {
      asked++;
      return found;
    });
    await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(work.verdict.is).toBe('unchecked');
    found = toolchain;
    expect(await verdict()).toEqual({ is: 'clean', version: 0 });
  });
});

describe('the kernel side', () => {
  // The target folder stays: what the project depends on is compiled once.
  it('is checked as it is built, and a missing semicolon is found', async () => {
    cpSync(join(ROOT, 'bpf/ping-monitor'), folder, {
      recursive: true,
      filter: (name) => !name.endsWith('/target'),
    });
    watch('test-kernel', 'ping-monitor-ebpf/src/main.rs');
    expect(await verdict(580_000)).toEqual({ is: 'clean', version: 0 });
    const text = readFileSync(join(folder, 'ping-monitor-ebpf/src/main.rs'), 'utf8');
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes('let protocol: u8'));
    const began = performance.now();
    become(text.replace('ptr_at(&ctx, 23)? };', 'ptr_at(&ctx, 23)? }'));
    expect(await verdict()).toMatchObject({
      is: 'faulty',
      faults: [{ level: 'error', message: expect.stringMatching(/^expected `;`/), from: { line: at + 1 } }],
    });
    console.log(`from typed to marked: ${Math.round(performance.now() - began)} ms`);
    become(text);
    expect(await verdict()).toEqual({ is: 'clean', version: 2 });
    console.log(`and to clean: ${Math.round(performance.now() - began)} ms`);
  }, 700_000);
});
