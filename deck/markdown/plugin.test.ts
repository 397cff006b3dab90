// The plugin in a real Vite build: what is in the modules, and that a fault fails the build.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type Rolldown } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { slides } from './plugin.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'slides-'));
  await mkdir(path.join(root, 'slides'));
  await writeFile(
    path.join(root, 'slides/talk.ts'),
    `export default { title: 'T', sections: [{ id: 's', title: 'S', budget: { min: 1, max: 1 } }], demos: [] };`,
  );
  await writeFile(path.join(root, 'deck.ts'), `export * from 'virtual:deck';`);
  await writeFile(path.join(root, 'notes.ts'), `export * from 'virtual:notes';`);
});
afterEach(() => rm(root, { recursive: true }));

const write = (name: string, text: string) => writeFile(path.join(root, 'slides', name), text);

async function buildModules(): Promise<Record<string, string>> {
  const result = (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [slides({ dir: 'slides' })],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: ['deck.ts', 'notes.ts'], preserveEntrySignatures: 'strict' },
    },
  })) as Rolldown.RolldownOutput;
  const chunks = result.output.filter((output) => output.type === 'chunk');
  return Object.fromEntries(chunks.map((chunk) => [chunk.name, chunk.code]));
}

test('slides in the order of their numbers, notes in their own module only', async () => {
  await write('10-last.md', '# Last');
  await write('2-first.md', '# First\n\nNote: whisper');
  await write('README.md', '# Not a slide');
  const { deck, notes } = await buildModules();
  expect(deck).toMatch(/First[\s\S]*Last/);
  expect(deck).not.toMatch(/Not a slide|whisper/);
  expect(notes).toMatch(/whisper/);
});

test('faults of slides fail the build with file and line', async () => {
  await write('01-a.md', '# a\n\n```terminal demo=x pane=y\n```');
  await write('02-b.md', '```');
  await expect(buildModules()).rejects.toThrow(
    /slides\/01-a\.md:3: unknown demo "x"[\s\S]*slides\/02-b\.md:1: /,
  );
});

test('faults of the talk fail the build', async () => {
  await write('01-a.md', '# a');
  await write('talk.ts', `export default { title: 'T', sections: [{ id: 'S' }], demos: [] };`);
  await expect(buildModules()).rejects.toThrow(/slides\/talk\.ts:1: sections\.0\.id/);
  await write('talk.ts', 'export default {\n  title: ,\n};');
  await expect(buildModules()).rejects.toThrow(/slides\/talk\.ts:2: /);
});

test('no slides at all is a fault', async () => {
  await expect(buildModules()).rejects.toThrow(/slides:1: no slides/);
});
