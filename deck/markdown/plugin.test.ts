// The plugin in a real Vite build: the content of its modules, and faults that fail the build.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, createServer, type Rolldown } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SLIDES_PLUGIN, type SlidesApi } from '../../talk/slides-plugin.ts';
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

async function buildModules(input = ['deck.ts', 'notes.ts']): Promise<Record<string, string>> {
  const result = (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [slides({ dir: 'slides' })],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input, preserveEntrySignatures: 'strict' },
    },
  })) as Rolldown.RolldownOutput;
  return Object.fromEntries(
    result.output.map((output) =>
      output.type === 'chunk' ? [output.name, output.code] : [output.names[0], String(output.source)],
    ),
  );
}

test('slides are in the order of their numbers, and notes only in their own module', async () => {
  await write('10-last.md', '# Last');
  await write('2-first.md', '# First\n\nNote: whisper');
  await write('README.md', '# Not a slide');
  const { deck, notes } = await buildModules();
  expect(deck).toMatch(/First[\s\S]*Last/);
  expect(deck).not.toMatch(/Not a slide|whisper/);
  expect(notes).toMatch(/whisper/);
});

test('nothing of any spelling of notes or comments is in what viewers and remotes load', async () => {
  const loads = ['deck', 'outline', 'cheat-sheet'].map((name) => `export * from 'virtual:${name}';`);
  await writeFile(path.join(root, 'deck.ts'), loads[0]!);
  await writeFile(
    path.join(root, 'outline.ts'),
    `${loads[1]}\nexport * as sheet from 'virtual:cheat-sheet';`,
  );
  const ways = [
    'Note: secret',
    'note: secret',
    'NOTE: secret',
    '**Notes**\n\nsecret',
    '*Note:* secret',
    '<!-- secret -->',
    '<!-- a\n\nNote: secret -->',
    '[//]: # (secret)',
  ];
  await write('01-a.md', ways.map((way) => `# a\n\nwords\n\n${way}`).join('\n\n---\n\n'));
  const { deck, notes, outline } = await buildModules(['deck.ts', 'notes.ts', 'outline.ts']);
  expect(deck!.match(/words/g)!.length).toBeGreaterThanOrEqual(ways.length);
  expect(`${deck}${outline}`).not.toContain('secret');
  expect(notes!.match(/secret/g)).toHaveLength(5);

  const wrong = [
    '<aside class="notes">secret</aside>',
    '## Notes\n\nsecret',
    'words <!-- secret',
    '??? \nsecret',
  ];
  for (const way of wrong) {
    await write('01-a.md', `# a\n\n${way}\n`);
    await expect(buildModules(['deck.ts'])).rejects.toThrow(/^[\s\S]*slides\/01-a\.md:3: /);
  }
});

test('a picture that no page shows fails the build, until it is there', async () => {
  await write('01-a.md', '# a\n\n![x](images/none.png)');
  await expect(buildModules()).rejects.toThrow(/slides\/01-a\.md:3: there is no file images\/none\.png/);
  await mkdir(path.join(root, 'slides/images'));
  await writeFile(path.join(root, 'slides/images/none.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  expect((await buildModules()).deck).toContain('images/none.png');
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

test('a talk loads what its kinds of fences need in the page, and no more', async () => {
  await writeFile(path.join(root, 'blocks.ts'), `import 'virtual:blocks';`);
  await write('01-a.md', '# a');
  expect(Object.values(await buildModules(['blocks.ts'])).join('')).not.toContain('packet');
  await writeFile(path.join(root, 'slides/a.rs'), 'fn look() {\n    let a: u8 = ptr_at(&ctx, 0)?;\n}\n');
  await write('01-a.md', '```packet src=./a.rs region=look\nethernet: [00] 01 | 00 is it\n```');
  expect(Object.values(await buildModules(['blocks.ts'])).join('')).toContain('.packet-cell');
});

test('in dev the server gets a changed talk before the pages, and what it can’t take is a fault', async () => {
  await write('01-a.md', '# a');
  const sent: { type: string; message?: string }[] = [];
  const talks: string[] = [];
  let answer: () => boolean = () => true;
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [slides({ dir: 'slides' })],
    server: { middlewareMode: true, ws: false },
  });
  try {
    const { api } = server.config.plugins.find(({ name }) => name === SLIDES_PLUGIN)!;
    (api as SlidesApi).onTalk = async ({ title }) => {
      talks.push(title);
      return answer();
    };
    server.environments.client.hot.send = (payload: unknown) => {
      const { type, err } = payload as { type: string; err?: { message: string } };
      sent.push(err ? { type, message: err.message } : { type });
    };
    const change = async (title: string, heading = '# a') => {
      sent.length = 0;
      await write('01-a.md', heading);
      await write(
        'talk.ts',
        `export default { title: '${title}', sections: [{ id: 's', title: 'S', budget: { min: 1, max: 1 } }], demos: [] };`,
      );
    };
    await change('Second');
    await expect.poll(() => sent).toContainEqual({ type: 'full-reload' });
    expect(talks.at(-1)).toBe('Second');

    // The server has nothing to begin anew: pages are patched.
    answer = () => false;
    await change('Third');
    await expect.poll(() => talks.at(-1)).toBe('Third');
    expect(sent.filter(({ type }) => type === 'full-reload')).toEqual([]);

    answer = () => {
      throw new Error('talk.local.json: address: Invalid IPv4');
    };
    await change('Fourth');
    await expect
      .poll(() => sent.at(-1)?.message)
      .toMatch(/slides\/talk\.ts:1: talk\.local\.json: address: Invalid IPv4; start again: npm run dev/);

    // With a fault in the slides the server hears nothing of the talk.
    const before = talks.length;
    await change('Fifth', '# a\n\n```terminal demo=x pane=y\n```');
    await expect.poll(() => sent.at(-1)?.message).toMatch(/unknown demo "x"/);
    expect(talks.slice(before)).not.toContain('Fifth');
  } finally {
    await server.close();
  }
});
