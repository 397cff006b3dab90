// Finding items in Rust source.
import { expect, test } from 'vitest';
import { findItems, itemNames } from './rust-item.ts';

const lines = `use x;

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
        1;
    }
}

#[map]
static COUNTS: HashMap<u32, u64> =
    HashMap::with_max_entries(1024, 0);
pub const LEN: usize = 3; // of them

pub struct Pair {
    a: [u8; 2],
}
struct Unit;
`.split('\n');

const cut = (name: string) =>
  findItems(lines, name).map(({ from, to }) => lines.slice(from, to + 1).join('\n'));

test('a function with its attributes, without its comments, to its own brace', () => {
  expect(cut('add')).toEqual([
    '#[inline(always)]\npub(crate) unsafe fn add<T: Copy>(a: T) -> T {\n    if a { // fn add_not\n    }\n    a\n}',
  ]);
  expect(cut('add_two')).toEqual(['fn add_two() {}']);
  expect(cut('deep')).toEqual(['    fn deep() {\n        1;\n    }']);
});

test('statics, constants and types', () => {
  expect(cut('COUNTS')).toEqual([
    '#[map]\nstatic COUNTS: HashMap<u32, u64> =\n    HashMap::with_max_entries(1024, 0);',
  ]);
  expect(cut('LEN')).toEqual(['pub const LEN: usize = 3; // of them']);
  expect(cut('Pair')).toEqual(['pub struct Pair {\n    a: [u8; 2],\n}']);
  expect(cut('Unit')).toEqual(['struct Unit;']);
});

test('nothing for an unknown name', () => {
  expect(cut('ad')).toEqual([]);
  expect(itemNames(lines)).toEqual(['add', 'add_two', 'deep', 'COUNTS', 'LEN', 'Pair', 'Unit']);
});
