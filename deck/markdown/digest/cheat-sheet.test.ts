import { expect, test } from 'vitest';
import { publicTalk } from '../../../protocol/public-talk.ts';
import { talk } from '../sample.ts';
import { buildCheatSheet } from './cheat-sheet.ts';

const shown = publicTalk(talk);
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

test('commands have the talk’s own names filled in', () => {
  const { commands } = buildCheatSheet(shown, [], () => undefined);
  expect(commands).toContain('<code>echo "hello" &gt; eno1</code>');
  expect(commands).toContain('<code>ssh proxmox echo {unknown}</code>');
  // What an edit types is in the code.
  expect(commands).not.toContain('write');
  expect(commands.match(/<li>/g)).toHaveLength(2);
});

test('code is cut from the source, in the talk that types it and in no other', () => {
  const asked: string[] = [];
  const read = (file: string) => {
    asked.push(file);
    return rust;
  };
  expect(buildCheatSheet(shown, [], read).code).toBe('');
  expect(asked).toEqual([]);

  const [demo] = shown.demos;
  const typing = { ...shown, demos: [{ ...demo!, id: 'ping-monitor' }] };
  const { code } = buildCheatSheet(typing, [], read);
  expect(new Set(asked)).toEqual(new Set(['bpf/ping-monitor/ping-monitor-ebpf/src/main.rs']));
  expect(code.match(/<pre/g)).toHaveLength(2);
  expect(code).toContain('1 &lt; 2');
  expect(code).not.toContain('other');
});
