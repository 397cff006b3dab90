// Checks saved files with the real cargo: a small crate, and the kernel side of the talk's project.
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
const verdicts: Verdict['is'][] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deck-check-'));
});
afterEach(() => {
  checks.dispose();
  work.dispose();
  verdicts.length = 0;
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a file of the project in `folder` and begins to check it. */
function watch(demo: string, path: string, find = () => toolchain as Toolchain | undefined): void {
  work = new WorkDocument(folder, path);
  work.on({ verdict: () => void verdicts.push(work.verdict.is) });
  checks = new CargoChecks(ROOT, find);
  checks.watch({ demo, workspace: folder, path, name: demo }, work);
}

/** Waits for the verdict on the text as it is now. */
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

  it('has its faults at their lines, in rustc’s words, and is clean only when that text was compiled', async () => {
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
          // In characters; the bell is one.
          to: { line: 2, column: 21 },
        },
      ]),
    });
    // A check is aborted by the next edit: only the newest text gets a verdict.
    become('fn main() { let y = 2; }\n');
    await expect.poll(() => work.verdict.is, { timeout: 30_000 }).toBe('checking');
    become(MAIN);
    expect(await verdict()).toEqual({ is: 'clean', version: 3 });
    expect(verdicts.filter((is) => is === 'clean' || is === 'faulty')).toEqual(['clean', 'faulty', 'clean']);
  });

  it('is not called clean because of a file’s time', async () => {
    watch('test-small', 'src/main.rs');
    expect(await verdict()).toEqual({ is: 'clean', version: 0 });
    // Another text with an older time, as after `cp -p`: cargo alone would take it for what it has compiled.
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

  it('waits while the toolchain is being looked for', async () => {
    let found: Toolchain | undefined;
    let looks = 0;
    watch('test-small', 'src/main.rs', () => {
      looks++;
      return found;
    });
    await expect.poll(() => looks, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(work.verdict.is).toBe('unchecked');
    found = toolchain;
    expect(await verdict()).toEqual({ is: 'clean', version: 0 });
  });
});

describe('the kernel side', () => {
  // The target folder stays: dependencies are compiled once.
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
