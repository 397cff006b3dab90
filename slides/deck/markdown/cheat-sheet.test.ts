import { expect, test } from 'vitest';
import { parseTalk, publicTalk } from '../../../protocol/talk.ts';
import talk from '../../talk.ts';
import { buildCheatSheet } from './cheat-sheet.ts';

const shown = publicTalk(parseTalk(talk, 'talk.ts'));
const rust = 'fn try_ping_monitor() {\n    let a = 1 < 2;\n}\n\nunsafe fn ptr_at() {\n}\n\nfn other() {\n}\n';

test('it is the slide of the class, whatever else the slide is called', () => {
  const slides = [
    '<section class="cheats">',
    '<section id="q" class="wide cheat" x>',
    '<section class="cheat">',
  ];
  const sheet = buildCheatSheet(
    shown,
    slides.map((html) => ({ html })),
    () => undefined,
  );
  expect(sheet.slide).toBe(slides[1]);
  expect(sheet.code).toBe('');
  expect(buildCheatSheet(shown, [{ html: '<section id="cheat">' }], () => undefined).slide).toBe('');
});

test('commands have the talk’s settings, code is cut from the source that is asked for', () => {
  const asked: string[] = [];
  const { commands, code } = buildCheatSheet(shown, [], (file) => {
    asked.push(file);
    return rust;
  });
  expect(commands).toContain('ping -c 3 10.0.0.70');
  expect(commands).not.toMatch(/\{\w+\}/);
  expect(commands.match(/<li>/g)).toHaveLength(shown.demos.flatMap(({ steps }) => steps).length);
  expect(asked).toEqual(['bpf/ping-monitor/ping-monitor-ebpf/src/main.rs']);
  expect(code.match(/<pre/g)).toHaveLength(2);
  expect(code).toContain('1 &lt; 2');
  expect(code).not.toContain('other');
});
