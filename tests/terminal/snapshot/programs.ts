// The programs that are recorded for the tests of screens, and the keys to type in them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from './record.ts';

const ESC = '\x1b';

/** A folder with the files that the programs read; remove it with `dispose`. */
export function programs(source: string): { all: Program[]; dispose(): void } {
  const cwd = mkdtempSync(join(tmpdir(), 'deck-snapshot-'));
  writeFileSync(join(cwd, 'screen.ts'), readFileSync(source));
  writeFileSync(join(cwd, 'long.txt'), longText());
  writeFileSync(join(cwd, 'tour.sh'), tour());
  return {
    all: [vim(cwd), top(cwd), less(cwd), shell(cwd)],
    dispose: () => rmSync(cwd, { recursive: true, force: true }),
  };
}

function vim(cwd: string): Program {
  const settings = [
    'syntax on',
    'set number hlsearch incsearch ruler laststatus=2 showcmd title mouse=a ttymouse=sgr list',
    'set termguicolors spell cursorline',
    // Curly underlines under misspelt words, and a cursor that shows the mode.
    String.raw`let &t_Cs = "\e[4:3m" | let &t_Ce = "\e[4:0m" | let &t_SI = "\e[6 q" | let &t_EI = "\e[2 q"`,
    'hi SpellBad cterm=undercurl ctermul=1 guisp=#ff0000',
  ];
  return {
    name: 'vim',
    cwd,
    command: [
      'vim',
      '-N',
      '-u',
      'NONE',
      '-i',
      'NONE',
      '-n',
      ...settings.flatMap((line) => ['-c', line]),
      'screen.ts',
    ],
    keys: [
      '\x04',
      '\x04',
      '\x06',
      '\x05',
      '\x05',
      '\x19',
      '\x15',
      '/const\r',
      'n',
      'n',
      'N',
      'zz',
      'zt',
      'zb',
      'onew text “typed” — 漢字 e\u0301 🔔 here',
      ESC,
      'O',
      'above',
      ESC,
      'u',
      'dd',
      '3dd',
      'p',
      '.',
      '.',
      'vjjj',
      '>',
      'Vjjd',
      ':split\r',
      '\x17w',
      'G',
      'gg',
      ':vsplit\r',
      '\x17l',
      '\x04',
      '\x04',
      ':only\r',
      ':set nowrap\r',
      '20zl',
      '0',
      ':set wrap\r',
      'i',
      'x'.repeat(40),
      ESC,
      ':noh\r',
      ':!printf "out \\033[31mred\\n"\r',
      '\r',
      '50G',
      'zz',
      'gg',
      '\x06',
      '\x06',
      ':%s/import/IMPORT/g\r',
      'u',
      'qa3jq',
      '@a',
      ':qa!\r',
    ],
  };
}

function top(cwd: string): Program {
  return {
    name: 'top',
    cwd,
    command: ['top', '-d', '0.3'],
    env: { HOME: cwd },
    keys: [
      '',
      'z',
      'x',
      'c',
      '1',
      'V',
      '',
      'E',
      't',
      'm',
      'j',
      '>',
      'h',
      'q',
      '\x1b[B',
      '\x1b[B',
      'V',
      'B',
      'b',
      'A',
      '',
      'A',
      'q',
    ],
  };
}

function less(cwd: string): Program {
  return {
    name: 'less',
    cwd,
    command: ['less', '-R', 'long.txt'],
    keys: [
      ' ',
      ' ',
      'b',
      'j',
      'j',
      'j',
      'k',
      'k',
      'd',
      'u',
      '/needle\r',
      'n',
      'n',
      'N',
      '?row\r',
      'n',
      'G',
      'k',
      'k',
      'b',
      'b',
      'g',
      'j',
      '-S\r',
      '\x1b[C',
      '\x1b[C',
      'j',
      ' ',
      '\x1b[D',
      '\x1b[D',
      '-S\r',
      '-N\r',
      ' ',
      'k',
      'k',
      '-N\r',
      '&needle\r',
      'j',
      'k',
      '&\r',
      '50p',
      'y',
      'y',
      'y',
      '\x1bu',
      'q',
    ],
  };
}

function shell(cwd: string): Program {
  return {
    name: 'shell',
    cwd,
    command: ['bash', '--norc', '--noprofile', '--noediting', '-i'],
    env: { PS1: '\\[\\e]0;\\w\\a\\e[1;32m\\]\\u@demo\\[\\e[0m\\]:\\[\\e[34m\\]\\W\\[\\e[0m\\]\\$ ' },
    keys: [
      'ls --color=always -la /etc | head -40\r',
      'ls --color=always --hyperlink=always /etc | tail -30\r',
      'bash tour.sh\r',
      'seq 1 90\r',
      'bash tour.sh\r',
      'echo "漢字かな交じり文 — “quoted” … 👩‍👩‍👧 e\u0301 a\u0308\u0323 ﷽ ｆｕｌｌ"\r',
      'printf "%0250d\\n" 7\r',
      'seq -s " " 400\r',
      'bash tour.sh\r',
      'clear\r',
      'bash tour.sh\r',
    ],
  };
}

/** Lines of many lengths, some longer than a row, in colours, with characters of one to four bytes and two columns. */
function longText(): string {
  const words = [
    'row',
    'needle',
    '—',
    '“quoted”',
    '漢字',
    '🔔',
    'e\u0301',
    '…',
    '\u3002',
    '│',
    'naïve',
    '\x1b[1;31mred\x1b[0m',
    '\x1b[4munder\x1b[24m',
    '\x1b[7minverse\x1b[27m',
    'a\tb',
  ];
  let state = 7;
  const lines = Array.from({ length: 300 }, (_, n) => {
    const parts = [`${n}`];
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    for (let i = state % 90; i > 0; i--) {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      parts.push(words[(state >> 8) % words.length]!);
    }
    return parts.join(' ');
  });
  return `${lines.join('\n')}\n`;
}

/** A script that uses each ability of a terminal once. Octal escapes are for printf. */
function tour(): string {
  return String.raw`
p() { printf "$1"; }
for i in $(seq 0 15); do p "\e[48;5;${'$'}{i}m \e[38;5;$((255 - i))m$i\e[0m"; done; echo
p '\e[1mbold \e[2mboth \e[22mplain \e[2mdim \e[1mboth\e[0m \e[3mital \e[5mblink \e[7minv \e[8mhid \e[9mstrike \e[53mover\e[0m\n'
p '\e[4mone \e[4:2mtwo \e[4:3mcurl \e[4:4mdots \e[4:5mdash \e[58;5;3mcolour \e[58:2::1:2:3mrgb \e[59mback\e[0m \e[21mdouble\e[24m\n'
p '\e[38;2;12;34;56m\e[48:2::200:100:50mtrue\e[39m colour\e[49m \e[97;101mbright\e[m\n'
p '\e]8;;http://example.com/a\e\\link\e]8;;\e\\ and \e]8;id=x;http://example.com/b\e\\with id\e]8;;\e\\ then \e]8;id=x;http://example.com/b\ahere\e]8;;\a\n'
p '\e]8;;https://example.com/long\e\\'; seq -s . 120; p 'still linked\e]8;;\e\\\n'
p '\e(0lqqwqqk\nx  x  x\nmqqvqqj\e(B\n'
p '\e)0\016lqk\017 plain \e*0\en shifted \eo\017\n'
p '\e[3g\e[5G\eH\e[11G\eH\e[1G\ta\tb\tc\n'
p '\e[2;6r\e[?6h\e[1;1Htop\e[9;1Hbottom\n\n\neach scrolls\eM\eM\e[?6l\e[2;6H\e[2L\e[1M\e[r\e[12;1H\n'
p 'one\e[s two\e7\e[31;42m\e(0 three\e8four\e[ufive\n'
p 'insert\e[3D\e[4hXY\e[4l\e[5D\e[2P\e[3@\e[2X\n'
p '\e[?7lno wrap at the end of this row, which is longer than any terminal that is used here is wide, as one sees it stop.......\e[?7h\n'
p '\e[?2004h\e[?1h\e=\e[?1004h\e[?1002h\e[?1006h\e[3 q\e[?25l\e[?12h'
p '\e]0;both\a\e[22;0t\e]2;title — “two”\a\e]1;icon\a\e[22t'
p '\e]4;1;rgb:ff/80/00;200;#123456\a\e]10;#eeeeee\a\e]11;rgb:00/00/20\a\e]12;red\a'
p 'wide 漢\e[D字\e[2Dか at the edge:'; seq -s '' 1 45; p '漢字漢字漢字漢字漢字漢字漢字漢字\n'
p '\e[?1049h\e[2J\e[3;3Halternate\e[2;5r\e[5;1Hx\n\ny\e]8;id=alt;http://example.com/alt\e\\linked\e]8;;\e\\\e[?1049l'
p '\e[?2026hsynchronized\e[?2026l \e[1"qprotected\e[0"q\e[?K\e[1"qkept\e[0"q gone\e[9D\e[?0K\n'
p 'a\e[5b\e[1;44m\e[K\n\e[Jnext\e[0m\e[K\n\e[45mpending wrap'; seq -s '' 1 61; p '\e[0m'
p '\e[?2004l\e[?1l\e>\e[?1004l\e[?1002l\e[?1003h\e[?1016h\e[?1003l\e[?1006l\e[0 q\e[?25h\e[?12l\e[23;0t\e]104\a\e]110\a\e]111\a\e]112\a'
p '\e_private\e\\\e^message\e\\\eXstring\e\\\eP1;2|keys\e\\\e]9;note\a'
p '\e[?45h\e[8Cback\b\b\b\b\b\b\e[?45l\r\n\e[20hnewline\nmode\e[20l\r\n\e#8\e[2J\e[H\ec' | head -c ${'$'}((RANDOM % 2 ? 60 : 90))
echo; for i in $(seq 3); do p "\e[1;3${'$'}{i}mrow $i\e[0m — “x” 。🀀\n"; done
`;
}
