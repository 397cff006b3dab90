import { expect, test } from 'vitest';
import { markServed } from './served.ts';

test('the mark stands in the first tag, beside what is there', () => {
  const page = '<!doctype html>\n<html lang="en">\n<body>an <html> in words</body></html>\n';
  expect(markServed(page)).toBe(
    '<!doctype html>\n<html data-served lang="en">\n<body>an <html> in words</body></html>\n',
  );
  expect(markServed('<html>')).toBe('<html data-served>');
});

test('a page that cannot carry it is not given unmarked', () => {
  expect(() => markServed('<htmlish>')).toThrow(/no <html> tag/);
});
