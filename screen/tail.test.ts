// A copy reads on wherever output was cut: at every byte of every kind of sequence, and in very long strings.
import { describe, expect, it } from 'vitest';
import { captureScreen } from './capture.ts';
import { restoreScreen } from './restore.ts';
import { TAIL_BYTES, unfinishedTail } from './tail.ts';
import { type Small, same, smallTerminal } from './terminal.fixture.ts';
import { decodeText, encodeText } from './utf8.ts';

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);

function tailOf(output: Uint8Array, most = TAIL_BYTES): { terminal: Small; tail: Uint8Array } {
  const terminal = smallTerminal();
  terminal.write(output);
  return { terminal, tail: unfinishedTail(terminal.core, () => output.subarray(-most)) };
}

describe('unfinishedTail', () => {
  it.each([
    ['plain', ''],
    ['a\x1b', '\x1b'],
    ['a\x1b[', '\x1b['],
    ['a\x1b[38;5', '\x1b[38;5'],
    ['a\x1b[3\r8;5', '\x1b[38;5'],
    ['a\x1b[31mred', ''],
    ['a\x1b]0;title', '\x1b]0;title'],
    ['a\x1b]0;title\x07b', ''],
    // The ESC of ST has ended the string: only what that ESC begins is unfinished.
    ['a\x1b]0;title\x1b', '\x1b'],
    ['a\x1b]0;title\x1b\\b', ''],
    ['a\x1bP1$r', '\x1bP1$r'],
    ['a\x1b(', '\x1b('],
    ['a\x1b(Bb', ''],
    ['a\x1b[1\x18', ''],
    ['a\x1b[1\x1b[2', '\x1b[2'],
  ])('of %j is %j', (output, tail) => {
    expect(latin(tailOf(encodeText(output)).tail)).toBe(tail);
  });

  it('begins at a C1 control, too', () => {
    for (const opener of ['\x9b3', '\x9d0;title', '\x901$r', '\x9eprivate', '\x98string', '\x9fapc']) {
      expect(decodeText(tailOf(encodeText(`a\x1b[1m${opener}`)).tail)).toBe(opener);
    }
  });

  it('is the bytes of an unfinished character', () => {
    const bell = encodeText('ab🔔');
    for (let cut = 3; cut < 6; cut++) expect(tailOf(bell.slice(0, cut)).tail).toEqual(bell.slice(2, cut));
    expect(tailOf(bell).tail).toEqual(new Uint8Array());
  });

  const all =
    '\x1b[1;31mr\x1b]0;t—\x1b\\\x1b(0q\x1b(B\x1bP$qm\x1b\\\x1b_x\x1b\\\x9b4m—🔔\x1b[?25l\x1b#8\x1b%G\x9d2;w\x9c!';

  it('lets a copy go on from every place', () => {
    const output = encodeText(all);
    const whole = tailOf(output).terminal;
    for (let at = 0; at <= output.length; at++) {
      const { terminal, tail } = tailOf(output.slice(0, at));
      const copy = smallTerminal();
      restoreScreen(copy.core, captureScreen(terminal.core, 'whole'));
      copy.write(tail);
      copy.write(output.slice(at));
      const [wanted, got] = [whole, copy].map((each) => captureScreen(each.core, 'whole'));
      expect(same(wanted!, got!), `cut at ${at}`).toBe(true);
    }
  });

  it.each([
    ['a title', '\x1b]0;', 'x', '\x07'],
    ['a device control string', '\x1bPq', 'x', '\x1b\\'],
    ['a device control string with many parameters', '\x1bP', '1;', 'q\x1b\\'],
    ['a private message', '\x1b^', 'x', '\x1b\\'],
    ['ESC and bytes that mean nothing in it', '\x1b', '\0', '7'],
    ['an intermediate and bytes that mean nothing', '\x1b(', '\0', 'B'],
    ['a command of many parameters', '\x1b[', '1;', 'm'],
    ['a command to be ignored', '\x1b[1?', '1', 'm'],
  ])('ends %s that is longer than is kept where it ends', (_, open, payload, close) => {
    const { terminal, tail } = tailOf(encodeText(open + payload.repeat(TAIL_BYTES)));
    expect(tail.length).toBeLessThan(16);
    const copy = smallTerminal();
    restoreScreen(copy.core, captureScreen(terminal.core, 'whole'));
    copy.write(tail);
    expect(copy.core._inputHandler._parser.currentState).not.toBe(0);
    for (const each of [terminal, copy]) each.write(`${close}after`);
    expect(copy.core._inputHandler._parser.currentState).toBe(0);
    expect(copy.row(0)).toBe(terminal.row(0));
    expect(copy.row(0)).toBe('after');
  });
});
