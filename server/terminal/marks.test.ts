// Marks count only with the session's nonce.
import { describe, expect, it } from 'vitest';
import { bashRc, endMark, readEndMark, readMark } from './marks.ts';

describe('readMark', () => {
  it('reads prompt, start, a further line, and the line', () => {
    expect(readMark('B;130;7;p=42;n=abc', 'abc')).toEqual({
      kind: 'prompt',
      pid: 42,
      number: '7',
      status: 130,
    });
    expect(readMark('C;p=42;n=abc', 'abc')).toEqual({ kind: 'start', pid: 42 });
    expect(readMark('P;p=42;n=abc', 'abc')).toEqual({ kind: 'more', pid: 42 });
    const line = 'L;p=42;n=abc;printf "a%09;%25s;n=x" é%0A';
    expect(readMark(line, 'abc')).toEqual({ kind: 'line', pid: 42, text: 'printf "a\t;%s;n=x" é\n' });
  });

  it('refuses marks that any output could print', () => {
    for (const payload of ['B', 'B;0;1;p=42;n=abd', 'C;p=42', 'C;n=abc', 'D;0;n=abc', 'L;p=42;n=;n=abc'])
      expect(readMark(payload, 'abc')).toBeNull();
  });

  it('knows its own end mark', () => {
    const payload = endMark('abc').slice('\x1b]133;'.length, -1);
    expect(readEndMark(payload, 'abc')).toEqual({ status: null });
    expect(readEndMark(payload, 'xyz')).toBeNull();
  });

  it('reads the status in the end mark of a plain pane', () => {
    expect(readEndMark('Z;3;n=abc', 'abc')).toEqual({ status: 3 });
    expect(readEndMark('Z;3;n=xyz', 'abc')).toBeNull();
    expect(readEndMark('D;3;n=abc', 'abc')).toBeNull();
  });

  it('keeps the nonce out of the environment', () => {
    expect(bashRc('abc')).not.toMatch(/export/);
  });
});
