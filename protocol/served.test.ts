import { expect, test } from 'vitest';
import { markServed } from './served.ts';

test('adds the attribute to the first tag and keeps the others', () => {
  const page = '<!doctype html>\n<html lang="en">\n<body>an <html> in words</body></html>\n';
  expect(markServed(page)).toBe(
    '<!doctype html>\n<html data-served lang="en">\n<body>an <html> in words</body></html>\n',
  );
  expect(markServed('<html>')).toBe('<html data-served>');
});

test('refuses a page without an <html> tag', () => {
  expect(() => markServed('<htmlish>')).toThrow(/no <html> tag/);
});
