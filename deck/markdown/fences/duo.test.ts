// The duo fence: parts at the same height, highlights on both sides, faults at the line of the side.
import { expect, test } from 'vitest';
import { buildDeck } from '../deck.ts';
import { formatFault } from '../fault.ts';
import { talk } from '../sample.ts';

const files: Record<string, string> = {
  'a/x.c':
    '// region: r\nhead;\n// region: check\ncheck 1;\ncheck 2;\n// endregion: check\n// region: read\nread;\n// endregion: read\n// endregion: r\n',
  'a/x.rs': '// region: r\n// region: read\nread();\nagain();\n// endregion: read\n// endregion: r\n',
};

files['a/turned.rs'] =
  '// region: r\n// region: read\nr\n// endregion: read\n// region: check\nc\n// endregion: check\n// endregion: r\n';

async function duo(info: string, ...sides: string[]) {
  const text = `\`\`\`duo${info}\n${sides.join('\n')}\n\`\`\``;
  const { deck, faults } = await buildDeck({
    talk,
    folder: 'slides',
    files: [{ file: 'slides/01.md', text }],
    diagrams: { read: () => undefined, names: () => [] },
    source: (path) => files[path],
    look: () => undefined,
  });
  const columns = deck.html.split('<div class="duo-side">').slice(1);
  const rows = columns.map((column) =>
    [...column.matchAll(/<span class="code-line">(.*)\n/g)].map((match) => match[1]!.replace(/<[^>]+>/g, '')),
  );
  return { html: deck.html, rows, faults: faults.map(formatFault) };
}

const BOTH = ['c src=a/x.c region=r', 'rust src=a/x.rs region=r'];

test('parts of the same name begin on the same row, and both sides have as many rows', async () => {
  expect((await duo('', ...BOTH)).rows).toEqual([
    ['head;', 'check 1;', 'check 2;', 'read;', ''],
    ['', '', '', 'read();', 'again();'],
  ]);
});

test('a part is marked on the sides that have it, one after the other', async () => {
  const { html } = await duo(' parts=check|read', ...BOTH);
  expect(html.match(/fade-out" data-fragment-index="0"/g)).toHaveLength(2);
  expect(html.match(/fragment" data-fragment-index="0"/g)).toHaveLength(3);
});

test('faults have the line of the side', async () => {
  expect((await duo('', BOTH[0]!)).faults).toEqual([
    'slides/01.md:1: a duo needs two lines and has 1; write c src=… region=… and rust src=… region=…',
  ]);
  expect((await duo('', BOTH[0]!, 'rust src=a/x.rs region=gone')).faults).toEqual([
    'slides/01.md:3: a/x.rs has no region gone; use one of read, r',
  ]);
  expect((await duo('', 'see a/x.c', BOTH[1]!)).faults.at(-1)).toBe(
    'slides/01.md:2: cannot read "see a/x.c"; write a language, src=FILE and region=NAME',
  );
  expect((await duo('', BOTH[0]!, 'rust src=a/turned.rs region=r')).faults).toEqual([
    'slides/01.md:1: the parts are check, read on the left and read, check on the right; put them in the same order',
  ]);
  expect((await duo(' parts=count', ...BOTH)).faults).toEqual([
    'slides/01.md:1: neither side has a part count; use one of check, read',
  ]);
});
