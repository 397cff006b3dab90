// A stamp changes when a build's sources or compiler change, and only then.
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, readStamp, writeStamp } from './stamp.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stamp-'));
  mkdirSync(join(dir, 'src'));
  writeFileSync(join(dir, 'Cargo.toml'), '[package]');
  writeFileSync(join(dir, 'src/main.rs'), 'fn main() {}');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('fingerprint', () => {
  it('stays the same when only times change, and when something is built', () => {
    const before = fingerprint(dir);
    utimesSync(join(dir, 'src/main.rs'), 1, 1);
    mkdirSync(join(dir, 'target'));
    writeFileSync(join(dir, 'target/program'), 'x');
    expect(fingerprint(dir)).toBe(before);
  });

  it('changes with a byte, a name, a new file and the compiler', () => {
    const prints = [fingerprint(dir)];
    prints.push(fingerprint(dir, ['debian']), fingerprint(dir, ['rustup']));
    writeFileSync(join(dir, 'src/main.rs'), 'fn main() { }');
    prints.push(fingerprint(dir));
    renameSync(join(dir, 'src/main.rs'), join(dir, 'src/lib.rs'));
    prints.push(fingerprint(dir));
    writeFileSync(join(dir, 'src/empty.rs'), '');
    prints.push(fingerprint(dir));
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe('a stamp file', () => {
  it('holds what was written, and reads as undefined when it is missing', () => {
    const file = join(dir, 'deep/er/x.stamp');
    expect(readStamp(file)).toBeUndefined();
    const print = fingerprint(dir);
    writeStamp(file, print);
    expect(readStamp(file)).toBe(print);
  });
});
