// Random output: every sequence that a terminal knows and some that it doesn't, in any order.

const FINALS = '@ABCDEFGHIJKLMPSTXZ`abcdefghlmnqrstux';
const MODES = [
  1, 2, 4, 6, 7, 9, 12, 20, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1006, 1016, 1047, 1048, 1049, 2004, 2026,
];
const TEXTS = [
  'a',
  'word ',
  '漢字',
  '🔔',
  'e\u0301',
  '\u0301',
  '— “x” …',
  '。',
  '🀀',
  'x'.repeat(70),
  '👩‍👩‍👧',
  'ﾊﾞ',
  '\u00ad',
  '\u200b',
];
const CONTROLS = [
  '\r\n',
  '\n',
  '\r',
  '\b',
  '\t',
  '\x0e',
  '\x0f',
  '\x0b',
  '\x07',
  '\x84',
  '\x85',
  '\x8d',
  '\x18',
  '\x00',
];
const ESCAPES = [
  '7',
  '8',
  'D',
  'E',
  'H',
  'M',
  '=',
  '>',
  'c',
  'n',
  'o',
  '|',
  '}',
  '~',
  '#8',
  '%G',
  '(0',
  '(B',
  ')0',
  '*A',
  '+K',
  '-0',
  '.4',
  '(=',
];
const STRINGS = [
  '\x1b]0;title —\x07',
  '\x1b]2;w\x1b\\',
  '\x1b]1;i\x07',
  '\x1b[22t',
  '\x1b[23t',
  '\x1b[23;1t',
  '\x1b]8;;http://a.example/\x07',
  '\x1b]8;;\x07',
  '\x1b]8;id=x;http://b.example/\x1b\\',
  '\x1b]8;id=y:z=1;http://c.example/;d\x07',
  '\x1b]4;9;#123456\x07',
  '\x1b]104\x07',
  '\x1b]104;9\x07',
  '\x1b]10;red;#111111;#222222\x07',
  '\x1b]110\x07',
  '\x1b]111\x07',
  '\x1b]112\x07',
  '\x1bP$qr\x1b\\',
  '\x1bPunknown\x18',
  '\x1b_x\x1b\\',
  '\x1b]52;c;eA==\x07',
  '\x9b3m',
  '\x9d0;c1\x9c',
  '\x90$qm\x9c',
];
const PENS = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '7',
  '8',
  '9',
  '21',
  '22',
  '24',
  '31',
  '44',
  '53',
  '55',
  '97',
  '105',
  '38;5;200',
  '48;2;1;2;3',
  '4:3',
  '4:0',
  '58;5;9',
  '58:2::9:8:7',
  '59',
];

/** @param rows the terminal's, so that positions and regions are often on it. */
export function anything(random: () => number, length: number, rows: number): Uint8Array {
  const pick = <T>(from: ArrayLike<T>): T => from[Math.floor(random() * from.length)]!;
  const small = () => Math.floor(random() ** 2 * (rows + 3));
  const part = (): string => {
    const chance = random();
    if (chance < 0.35) return pick(TEXTS);
    if (chance < 0.47) return pick(CONTROLS);
    if (chance < 0.55) return `\x1b[${[pick(PENS), pick(PENS)].join(';')}m`;
    if (chance < 0.75) {
      const params =
        random() < 0.3 ? '' : random() < 0.5 ? small() : `${small()};${random() < 0.2 ? 999 : small()}`;
      return `\x1b[${params}${pick(FINALS)}`;
    }
    if (chance < 0.82) return `\x1b[?${pick(MODES)}${random() < 0.5 ? 'h' : 'l'}`;
    if (chance < 0.84) return `\x1b[${pick([4, 20])}${random() < 0.4 ? 'h' : 'l'}`;
    if (chance < 0.87)
      return pick([
        '\x1b[!p',
        `\x1b[${small() % 8} q`,
        '\x1b[1"q',
        '\x1b[0"q',
        '\x1b[?J',
        '\x1b[?1K',
        "\x1b[2'}",
        "\x1b[2'~",
        '\x1b[2 @',
        '\x1b[2 A',
        '\x1b[?6n',
      ]);
    // A full reset only now and then, or the state would never get far.
    if (chance < 0.93)
      return `\x1b${pick(random() < 0.1 ? ESCAPES : ESCAPES.filter((each) => each !== 'c'))}`;
    if (chance < 0.99) return pick(STRINGS);
    return String.fromCharCode(Math.floor(random() * 0x300));
  };
  let text = '';
  while (text.length < length) text += part();
  return new TextEncoder().encode(text);
}
