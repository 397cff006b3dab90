import { expect, test } from 'vitest';
import type { Step } from '../../../protocol/demo.ts';
import { talk } from '../sample.ts';
import { buildCheatSheet } from './cheat-sheet.ts';

const rust = 'fn answer() {\n    let a = 1 < 2;\n}\n\nunsafe fn ptr_at() {\n}\n\nfn other() {\n}\n';

test('the slide is the one with the class `cheat`, whatever its other attributes', async () => {
  const slides = [
    '<section class="cheats">',
    '<section id="q" class="wide cheat" x>',
    '<section class="cheat">',
  ];
  const sheet = await buildCheatSheet(
    talk,
    slides.map((html) => ({ html })),
    () => undefined,
  );
  expect(sheet.slide).toBe(slides[1]);
  expect(sheet.code).toBe('');
  expect((await buildCheatSheet(talk, [{ html: '<section id="cheat">' }], () => undefined)).slide).toBe('');
});

test('commands have the stage’s names filled in', async () => {
  const { commands } = await buildCheatSheet(talk, [], () => undefined);
  expect(commands).toContain('<code>echo "hello" &gt; eno1</code>');
  expect(commands).toContain('<code>ssh proxmox echo {unknown}</code>');
  // An edit's text is in the code.
  expect(commands).not.toContain('write');
  expect(commands.match(/<li>/g)).toHaveLength(2);
});

test('a command of several lines has one line', async () => {
  const long = structuredClone(talk);
  long.demos[0]!.steps[0]!.command = 'cat > notes <<END\none {iface}\ntwo\nEND';
  const { commands } = await buildCheatSheet(long, [], () => undefined);
  expect(commands).toContain('<code>cat &gt; notes &lt;&lt;END …</code>');
});

test('code is what the edits type, each item once, cut from the finished file', async () => {
  const files: string[] = [];
  const read = (file: string) => {
    files.push(file);
    return rust;
  };
  const typing = structuredClone({ ...talk, demos: talk.demos.filter(({ id }) => id === 'code') });
  const [step] = typing.demos[0]!.steps;
  const write = (edit: Step['edit']) => ({ ...step!, edit });
  typing.demos[0]!.steps = [];
  expect((await buildCheatSheet(typing, [], read)).code).toBe('');
  expect(files).toEqual([]);

  typing.demos[0]!.steps = [
    write({ replace: 'answer' }),
    write({ insert: 'ptr_at', before: 'other' }),
    write({ without: 'let', in: 'answer' }),
    write({ replace: 'answer' }),
  ];
  const { code } = await buildCheatSheet(typing, [], read);
  expect(new Set(files)).toEqual(new Set(['src/main.rs']));
  expect(code.match(/<pre/g)).toHaveLength(2);
  expect(code.match(/1 &lt; 2/g)).toHaveLength(1);
  expect(code).toContain('<span class="code-keyword">unsafe</span>');
  expect(code).not.toContain('other');
});
