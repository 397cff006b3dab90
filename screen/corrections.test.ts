// Each fault of xterm 6.0.0 that is corrected: first that plain xterm still has it, then that it is gone.
import headless from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import type { Core } from './fields.ts';
import { smallTerminal } from './terminal.fixture.ts';
import { encodeText } from './utf8.ts';

/** A plain terminal, without the corrections. */
function bare() {
  const term = new headless.Terminal({ cols: 20, rows: 3, allowProposedApi: true, logLevel: 'off' });
  // coreOf would correct it.
  const core = (term as unknown as { _core: Core })._core;
  const write = (output: Uint8Array) => core._writeBuffer.writeSync(output);
  return { core, write, row: (y: number) => term.buffer.active.getLine(y)!.translateToString(true) };
}

const pieces = (text: string, at: number) => [encodeText(text).slice(0, at), encodeText(text).slice(at)];

describe('xterm.js #6003: a character that is cut in two', () => {
  it('is lost by plain xterm when the cut is after a byte 80', () => {
    const terminal = bare();
    for (const piece of pieces('a—b', 3)) terminal.write(piece);
    expect(terminal.row(0)).toBe('ab');
  });

  it.each(['a—b', '“x”', '。', '🀀!', '─│', 'é', '𐀀', '…'])('stays whole wherever %j is cut', (text) => {
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

  it('is dropped when it is never finished', () => {
    const terminal = smallTerminal();
    terminal.write(Uint8Array.of(0xf0, 0x9f));
    terminal.write('ab');
    expect(terminal.row(0)).toBe('ab');
  });
});

describe('xterm.js #5587: erasing up to the last cell of the last row', () => {
  it('throws in plain xterm', () => {
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

describe('no upstream issue: links after a full reset', () => {
  const link = '\x1b]8;id=a;http://example.com/\x07x\x1b]8;;\x07';

  it('are kept by plain xterm', () => {
    const { core, write } = bare();
    write(encodeText(`${link}\x1bc`));
    expect(core._oscLinkService._dataByLinkId.size).toBe(1);
  });

  it('are forgotten, and a new one of the same id has its own row', () => {
    const { core, write } = smallTerminal();
    write(link);
    expect(core._oscLinkService._entriesWithId.size).toBe(1);
    write('\x1bc');
    expect(core._oscLinkService._dataByLinkId.size).toBe(0);
    write(link);
    expect([...core._oscLinkService._entriesWithId.values()][0]!.lines).toHaveLength(1);
  });
});
