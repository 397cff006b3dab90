// Terminals that were used before: nothing of that may show after a screen is restored in them.
import { type Size, Terminal } from './terminal.ts';

/** Modes, colours, links, titles, tab stops, half a sequence: each list leaves a different mess. */
const MESSES = [
  ['\x1b[?1049h\x1b[2;9r\x1b[?6hin the alternate buffer\x1b[4m\x1b[?25l\x1b[3g\x1b]0;unfinished'],
  [
    '\x1b]8;id=x;http://other.example/\x1b\\left open\r\n',
    '\x1b(0\x0e\x1b)0\x1b7\x1b[5 q\x1b[?1003h\x1b[?1016h',
  ],
  ['\x1b[?2026h\x1b[4h\x1b[20h\x1b[?7l\x1b[?45h\x1b[?2004h\x1b[?66h', 'half a character \xf0'],
  ['\x1b[22t\x1b]2;other\x07\x1b[22t\x1b]4;7;#abcdef\x07\x1b]11;#000001\x07\x1b[?12h', 'x\x1b[38;2;1;2'],
  ['\x1b[44m\x1b[2J漢字\x1b[?1049h\x1b[?1049l\x1b8', 'a\u0301'.repeat(9)],
  ['\x1b[4:3m\x1b[58;5;9munder\x1b[?1h\x1b=\x1b[?1004h', '\x1bPsome device control'],
];

export function dirtyTerminal(size: Size, random: () => number): Terminal {
  const terminal = new Terminal(size);
  const rows = Math.floor(random() * 250);
  for (let i = 0; i < rows; i++) terminal.write(`\x1b[3${i % 8}mold row ${i}\x1b[0m\r\n`);
  const first = Math.floor(random() * MESSES.length);
  for (const mess of [MESSES[first]!, MESSES[(first + 1) % MESSES.length]!]) {
    for (const text of mess) terminal.write(Buffer.from(text.replace('\xf0', ''), 'utf8'));
    if (mess.at(-1)!.endsWith('\xf0')) terminal.write(Uint8Array.of(0xf0, 0x9f));
  }
  if (random() < 0.3) terminal.term.scrollLines(-20);
  terminal.takeReplies();
  return terminal;
}
