// Only the declared file: no way out of its folder, no link followed, never half written.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkFile } from './work-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deck-work-'));
  mkdirSync(join(folder, 'src'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('WorkFile', () => {
  it('reads the file, writes it whole, and leaves no other file', () => {
    const file = new WorkFile(folder, 'src/main.rs');
    expect(file.read()).toBeNull();
    writeFileSync(join(folder, 'src/main.rs'), 'fn main() {}\r\n');
    expect(file.changed()).toBe(true);
    expect(file.read()).toBe('fn main() {}\n');
    expect(file.changed()).toBe(false);
    file.write('fn other() {}\n');
    expect(file.changed()).toBe(false);
    expect(readFileSync(join(folder, 'src/main.rs'), 'utf8')).toBe('fn other() {}\n');
    expect(readdirSync(join(folder, 'src'))).toEqual(['main.rs']);
    rmSync(join(folder, 'src/main.rs'));
    expect(file.changed()).toBe(true);
  });

  it.each(['../other', '/etc/passwd', 'src/../../x', '..', '.'])('refuses %s', (name) => {
    expect(() => new WorkFile(folder, name)).toThrow(/leaves its folder/);
  });

  it('follows no link: the file, a folder, or one made later', () => {
    const outside = mkdtempSync(join(tmpdir(), 'deck-outside-'));
    writeFileSync(join(outside, 'secret'), 'secret');
    symlinkSync(join(outside, 'secret'), join(folder, 'src/link.rs'));
    const link = new WorkFile(folder, 'src/link.rs');
    expect(() => link.read()).toThrow(/no plain file/);
    expect(() => link.write('x')).toThrow(/no plain file/);
    symlinkSync(outside, join(folder, 'elsewhere'));
    const through = new WorkFile(folder, 'elsewhere/secret');
    expect(() => through.read()).toThrow(/is a link/);
    expect(() => through.write('x')).toThrow(/is a link/);
    const file = new WorkFile(folder, 'src/main.rs');
    file.write('mine');
    rmSync(join(folder, 'src'), { recursive: true });
    symlinkSync(outside, join(folder, 'src'));
    writeFileSync(join(outside, 'main.rs'), 'theirs');
    expect(() => file.read()).toThrow(/is a link/);
    expect(() => file.write('x')).toThrow(/is a link/);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
    expect(readFileSync(join(outside, 'main.rs'), 'utf8')).toBe('theirs');
    rmSync(outside, { recursive: true });
  });

  it('names a missing folder when it writes', () => {
    expect(() => new WorkFile(folder, 'none/main.rs').write('x')).toThrow(/ENOENT/);
    mkdirSync(join(folder, 'dir.rs'));
    expect(() => new WorkFile(folder, 'dir.rs').read()).toThrow(/no plain file/);
  });
});
