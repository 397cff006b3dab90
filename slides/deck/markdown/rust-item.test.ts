// Cutting functions out of Rust source.
import { expect, test } from 'vitest';
import { cutFunction } from './rust-item.ts';

const source = `use x;

/// Adds.
#[inline(always)]
pub(crate) unsafe fn add<T: Copy>(a: T) -> T {
    if a { // fn add_not
    }
    a
}

fn add_two() {}

mod inner {
    fn deep() {
        1
    }
}
`;

test('with its attributes, without its comments, to its own brace', () => {
  expect(cutFunction(source, 'add')).toBe(
    '#[inline(always)]\npub(crate) unsafe fn add<T: Copy>(a: T) -> T {\n    if a { // fn add_not\n    }\n    a\n}',
  );
});

test('dedented', () => {
  expect(cutFunction(source, 'deep')).toBe('fn deep() {\n    1\n}');
});

test('nothing when there is no such function', () => {
  expect(cutFunction(source, 'ad')).toBeUndefined();
});
