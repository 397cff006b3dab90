// Output that shows a terminal's hidden state: saved cursor, charsets, tab stops, regions, links.

/** CAN ends a sequence that was half read (ECMA-48 8.3.6), so that each probe begins in the same state. */
const CAN = '\x18';

/** DECRQM (DEC STD 070): the terminal answers with the state of each mode. */
const MODES = [1, 3, 6, 7, 9, 12, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1006, 1016, 1047, 1049, 2004, 2026];
const ask = MODES.map((mode) => `\x1b[?${mode}$p`).join('');

export const PROBES: readonly (readonly [name: string, output: string])[] = [
  ['a combining character', '\u0301'],
  ['REP', '\x1b[3b'],
  ['letters at the cursor', 'qx~`aj{|'],
  ['DECRC', `${CAN}\x1b8qx\x1b[u漢`],
  ['the other buffer', `${CAN}\x1b[?1049hqx\x1b8q\x1b[?47lqx\x1b8q\x1b[?47h\x1b8x`],
  ['charsets', `${CAN}\x0eqx\x0fqx\x1bnqx\x1boqx\x1b(Bqx`],
  ['tab stops', `${CAN}\r${'\t|'.repeat(20)}\x1b[3Z!`],
  ['the scroll region', `${CAN}\x1b[H\x1bMup${'\r\ndown'.repeat(40)}\x1b[2L\x1b[3M`],
  ['wrapping', `${CAN}${'W漢'.repeat(90)}\b\b\b\x1b[3P`],
  ['erasing', `${CAN}\x1b[K\x1b[1J\x1b[?J\x1b[3X\x1b[2@`],
  ['a link', `${CAN}still\x1b]8;id=x;http://example.com/b\x07more\x1b]8;;\x07none${'\r\nx'.repeat(200)}`],
  ['titles', `${CAN}\x1b[23t\x1b[23t\x1b]0;new\x07\x1b[22t`],
  [
    'what the modes are',
    `${CAN}${ask}\x1b[4$p\x1b[20$p\x1b[6n\x1b[?6n\x1bP$qr\x1b\\\x1bP$q"q\x1b\\\x1bP$q q\x1b\\`,
  ],
  ['a soft reset', `${CAN}\x1b[!p\x1b8qx`],
];
