// Marks count only with the session's nonce.
import { describe, expect, it } from 'vitest';
import { bashRc, endMark, readEndMark, readMark } from './marks.ts';

describe('readMark', () => {
  it('reads prompt, start and end with status', () => {
    expect(readMark('B;n=abc', 'abc')).toEqual({ kind: 'prompt' });
    expect(readMark('C;n=abc', 'abc')).toEqual({ kind: 'start' });
    expect(readMark('D;130;n=abc', 'abc')).toEqual({ kind: 'end', status: 130 });
  });

  it('refuses marks that any output could print', () => {
    expect(readMark('B', 'abc')).toBeNull();
    expect(readMark('C;n=abd', 'abc')).toBeNull();
    expect(readMark('D;0;aid=abc', 'abc')).toBeNull();
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
