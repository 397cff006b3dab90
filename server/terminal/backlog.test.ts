import { describe, expect, it } from 'vitest';
import { Backlog } from './backlog.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');
const textOf = (parts: Uint8Array[]) => Buffer.concat(parts).toString('utf8');
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${from + i}\r\n`).join('');

describe('a backlog', () => {
  it('returns a short run unchanged', () => {
    const backlog = new Backlog(10);
    for (const part of ['a', 'b\r\n', 'ü 漢字\tc']) expect(backlog.add(bytes(part))).toBe(true);
    expect(textOf(backlog.take())).toBe('ab\r\nü 漢字\tc');
    expect(backlog.empty).toBe(true);
  });

  it.each(['\x1b[m', '\b', '\x07', '\x0b', '\x0c', '\x0e', '\x00', '\x7f', '\u0085'])(
    'does not take %j',
    (control) => {
      const backlog = new Backlog(10);
      expect(backlog.add(bytes(`a${control}b`))).toBe(false);
      expect(backlog.empty).toBe(true);
    },
  );

  it('keeps the lines of a long run that can still be seen, from the start of a line', () => {
    const backlog = new Backlog(10);
    for (let i = 0; i < 1000; i += 4) backlog.add(bytes(lines(i, i + 4)));
    const text = textOf(backlog.take());
    expect(text).toMatch(/^\r990\r\n/);
    expect(text.endsWith('998\r\n999\r\n')).toBe(true);
  });

  it('cuts only after CR LF', () => {
    const backlog = new Backlog(10);
    const run = 'x\n'.repeat(1000);
    for (let i = 0; i < run.length; i += 50) backlog.add(bytes(run.slice(i, i + 50)));
    expect(textOf(backlog.take())).toBe(run);
  });

  it('starts a new run with all of it', () => {
    const backlog = new Backlog(2);
    backlog.add(bytes(lines(0, 50)));
    backlog.take();
    backlog.add(bytes('again'));
    expect(textOf(backlog.take())).toBe('again');
  });

  it('is full early when lines are few, and late when they are many', () => {
    const long = new Backlog(1000);
    long.add(bytes('x'.repeat(4 * 1024)));
    expect(long.full).toBe(false);
    long.add(bytes('x'));
    expect(long.full).toBe(true);

    const many = new Backlog(1000);
    for (let i = 0; i < 10_000; i++) {
      many.add(bytes(`${'x'.repeat(98)}\r\n`));
      expect(many.full).toBe(false);
    }
    expect(textOf(many.take()).length).toBeLessThan(102_000);
  });

  it('is full with many reads, however small', () => {
    const backlog = new Backlog(1000);
    for (let i = 0; i < 4096; i++) backlog.add(bytes('x'));
    expect(backlog.full).toBe(false);
    backlog.add(bytes('x'));
    expect(backlog.full).toBe(true);
  });
});
