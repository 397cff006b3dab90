import { expect, test } from 'vitest';
import { oneLine } from './one-line.ts';

test('a command of several lines is shown as its first line, with a sign that there is more', () => {
  expect(oneLine('cat > notes <<EOF\none\ttwo\n\nEOF\n')).toBe('cat > notes <<EOF …');
  expect(oneLine('\n\n  for x in 1 2; do\r\n echo $x; done')).toBe('  for x in 1 2; do …');
});

test('a command of one line is shown as it is', () => {
  expect(oneLine('ip addr | grep "inet "')).toBe('ip addr | grep "inet "');
  expect(oneLine('ls\n')).toBe('ls');
  expect(oneLine("printf 'a\tb'")).toBe("printf 'a b'");
  expect(oneLine('')).toBe('');
});
