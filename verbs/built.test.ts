// A module is built once, is never older than its sources, and survives a damaged cache.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { built } from '../built.mjs';
import { ROOT } from '../server/system/root.ts';

let dir: string;
let entry: string;

beforeEach(() => {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  dir = mkdtempSync(join(ROOT, '.cache/built-test-'));
  entry = join(dir, 'entry.ts');
  write('entry.ts', "import { word } from './word.ts';\nexport const said: string = word + '!';\n");
  write('word.ts', "export const word: string = 'one';\n");
});
afterEach(async () => {
  const { file } = await built(entry).catch(() => ({ file: '' }));
  rmSync(dir, { recursive: true });
  if (file) rmSync(join(file, '../..'), { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(dir, name), text);
}

async function said(): Promise<string> {
  const { file } = await built(entry);
  return ((await import(pathToFileURL(file).href)) as { said: string }).said;
}

it('is built once while its sources stay the same', async () => {
  const first = await built(entry);
  const { mtimeMs } = statSync(first.file);
  expect(first.inputs.toSorted()).toEqual([entry, join(dir, 'word.ts')]);
  const second = await built(entry);
  expect([second.file, second.inputs.toSorted()]).toEqual([first.file, first.inputs.toSorted()]);
  expect(statSync(second.file).mtimeMs).toBe(mtimeMs);
});

it('is never older than any of its sources, even one of the same size and time', async () => {
  expect(await said()).toBe('one!');
  write('word.ts', "export const word: string = 'two';\n");
  expect(await said()).toBe('two!');
  write('entry.ts', "import { word } from './word.ts';\nexport const said: string = word + '?';\n");
  expect(await said()).toBe('two?');
  write('word.ts', "export const word: string = 'one';\n");
  expect(await said()).toBe('one?');
});

it('is built again when its cache is gone or damaged', async () => {
  const { file } = await built(entry);
  rmSync(file);
  expect(await said()).toBe('one!');
  writeFileSync(join(file, '../../manifest.json'), '{"key":');
  expect(await said()).toBe('one!');
});

it('removes the cache of a module that is gone', async () => {
  const other = join(dir, 'other.ts');
  write('other.ts', 'export const other = 1;\n');
  const { file } = await built(other);
  rmSync(other);
  await built(entry);
  expect(existsSync(file)).toBe(false);
});

it('keeps import.meta.url of each module, and loads dynamic imports only when needed', async () => {
  write('word.ts', 'export const word = import.meta.url;\n');
  expect(await said()).toBe(`${pathToFileURL(join(dir, 'word.ts')).href}!`);
  write('word.ts', "export const word = (await import('./later.ts')).later;\n");
  write('later.ts', "export const later = 'later';\n");
  expect(await said()).toBe('later!');
  expect(readFileSync((await built(entry)).file, 'utf8')).not.toContain("'later'");
});

it('names file and line of a syntax error', async () => {
  write('word.ts', "export const word = 'one';\nexport const = 2;\n");
  await expect(built(entry)).rejects.toThrow(/word\.ts:2:\d+: ERROR: /);
});
