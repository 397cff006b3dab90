import { expect, test } from 'vitest';
import type { Fault, Verdict } from '../../protocol/document.ts';
import { wordFor } from './editor-frame.ts';

const place = { line: 1, column: 1 };
const fault = (level: Fault['level']): Fault => ({ level, message: 'm', from: place, to: place });
const faulty = (...levels: Fault['level'][]): Verdict => ({
  is: 'faulty',
  version: 3,
  faults: levels.map(fault),
});

test.each<[Verdict, number | null, string, string]>([
  [{ is: 'unchecked' }, 3, 'live', ''],
  [{ is: 'checking' }, 3, 'checking', 'checking'],
  [{ is: 'checking' }, null, 'live', ''],
  [{ is: 'clean', version: 3 }, 3, 'compiles', 'clean'],
  // A verdict on another version than the one on screen is not shown.
  [{ is: 'clean', version: 2 }, 3, 'live', ''],
  [{ is: 'clean', version: 3 }, null, 'live', ''],
  [faulty('error'), 3, '1 error', 'faulty'],
  [faulty('error', 'warning', 'error'), 3, '2 errors', 'faulty'],
  [faulty('error'), 4, 'live', ''],
  [faulty('warning'), 3, 'compiles, 1 warning', 'clean'],
  [{ is: 'unable', why: 'no cargo' }, 3, 'live', ''],
])('%j at version %j shows as %j', (verdict, version, words, mark) => {
  expect(wordFor({ state: 'live' }, { verdict, version, comparing: null })).toEqual({ words, mark });
});

test('a comparison and a lost connection hide the compiler’s verdict', () => {
  const known = { verdict: { is: 'clean', version: 3 }, version: 3 } as const;
  expect(wordFor({ state: 'live' }, { ...known, comparing: 'different' })).toEqual({
    words: 'difference',
    mark: '',
  });
  expect(wordFor({ state: 'connecting', doing: 'reconnecting' }, { ...known, comparing: null })).toEqual({
    words: 'reconnecting',
    mark: '',
  });
});
