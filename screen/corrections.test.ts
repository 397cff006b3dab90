// What xterm 6.0.0 does wrong with output is fixed; the first of each pair shows that it still would be.
import headless from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { smallTerminal } from './terminal.fixture.ts';
import { encodeText } from './utf8.ts';

/** A terminal that nobody has fixed. */
function bare() {
  const term = new headless.Terminal({ cols: 20, rows: 3, allowProposedApi: true, logLevel: 'off' });
  // biome-ignore lint/suspicious/noExplicitAny: coreOf would fix it.
  const write = (output: Uint8Array) => (term as any)._core._writeBuffer.writeSync(output);
  return { write, row: (y: number) => term.buffer.active.getLine(y)!.translateToString(true) };
}

const pieces = (text: string, at: number) => [encodeText(text).slice(0, at), encodeText(text).slice(at)];

describe('a character that is cut in two', () => {
  it('is lost by xterm itself behind a byte 80', () => {
    const terminal = bare();
    for (const piece of pieces('a—b', 3)) terminal.write(piece);
    expect(terminal.row(0)).toBe('ab');
  });

  it.each(['a—b', '“x”', '。', '🀀!', '─│', 'é', '𐀀', '…'])('is kept wherever %j is cut', (text) => {
    const length = encodeText(text).length;
    for (let at = 0; at <= length; at++) {
      const terminal = smallTerminal();
      for (const piece of pieces(text, at)) terminal.write(piece);
      expect(terminal.row(0)).toBe(text);
    }
    const byByte = smallTerminal();
    for (const byte of encodeText(text)) byByte.write(Uint8Array.of(byte));
    expect(byByte.row(0)).toBe(text);
  });

  it('is given up when something else comes', () => {
    const terminal = smallTerminal();
    terminal.write(Uint8Array.of(0xf0, 0x9f));
    terminal.write('ab');
    expect(terminal.row(0)).toBe('ab');
  });
});

describe('erasing up to the last cell there is', () => {
  it('throws in xterm itself', () => {
    expect(() => bare().write(encodeText('\x1b[9;99H\x1b[1J'))).toThrow('isWrapped');
  });

  it.each([
    ['the last column', '\x1b[9;99H'],
    ['behind the last column', '\x1b[9;20Hx'],
    ['the last row of a region', '\x1b[3;4r\x1b[?6h\x1b[9;99H'],
  ])('erases the screen from %s', (_, place) => {
    const terminal = smallTerminal();
    terminal.write(`one\r\ntwo\r\nthree\r\nfour${place}\x1b[1J`);
    expect([0, 1, 2, 3].map((y) => terminal.row(y))).toEqual(['', '', '', '']);
    terminal.write('\x1b[?6l\x1b[Hgoes on');
    expect(terminal.row(0)).toBe('goes on');
  });

  it('leaves what is below the cursor', () => {
    const terminal = smallTerminal();
    terminal.write('one\r\ntwo\r\nthree\r\nfour\x1b[3;99H\x1b[1J');
    expect([0, 1, 2, 3].map((y) => terminal.row(y))).toEqual(['', '', '', 'four']);
  });
});

it('a full reset forgets the links of what it throws away', () => {
  const { core, write } = smallTerminal();
  write('\x1b]8;id=a;http://example.com/\x07x\x1b]8;;\x07');
  expect(core._oscLinkService._entriesWithId.size).toBe(1);
  write('\x1bc');
  expect(core._oscLinkService._dataByLinkId.size).toBe(0);
  write('\x1b]8;id=a;http://example.com/\x07x\x1b]8;;\x07');
  expect([...core._oscLinkService._entriesWithId.values()][0]!.lines).toHaveLength(1);
});
