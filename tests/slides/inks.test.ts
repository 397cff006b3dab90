// Rust code has the same two colours in a fence, drawn at build time, and in the editor, drawn by CodeMirror.
import { readFileSync } from 'node:fs';
import { rustLanguage } from '@codemirror/lang-rust';
import { highlightCode } from '@lezer/highlight';
import { expect, it } from 'vitest';
import { INKS } from '../../deck/blocks/inks.ts';
import { inkLines } from '../../deck/markdown/inks.ts';
import { readRegion } from '../../deck/markdown/region.ts';

it.each([
  ['try_ping_monitor', /k.*c/],
  ['ptr_at', /k/],
])('%s is the same to the character in a fence and in the editor', async (region, inks) => {
  const src = 'bpf/ping-monitor/ping-monitor-ebpf/src/main.rs';
  const source = () => readFileSync(new URL(`../../${src}`, import.meta.url), 'utf8');
  const report = (_line: number, what: string) => expect.fail(what);
  const { lines } = readRegion({ src, region }, { line: 1 }, { report, source })!;
  const fence = (await inkLines(lines, 'rust')).map((line) => line.map(perCharacter).join(''));
  expect(fence.join('')).toMatch(inks);
  expect(fence).toEqual(inEditor(lines));
});

/** One letter per character: `k`eyword, `c`omment, `.` for the rest and for blanks. */
function perCharacter({ text, ink }: { text: string; ink?: string | undefined }): string {
  return text.replace(/\S/g, ink?.[0] ?? '.').replace(/\s/g, '.');
}

function inEditor(lines: readonly string[]): string[] {
  const text = lines.join('\n');
  const inked = [''];
  highlightCode(
    text,
    rustLanguage.parser.parse(text),
    INKS,
    (words, classes) => {
      const ink = /code-(\w+)/.exec(classes)?.[1];
      inked[inked.length - 1] += perCharacter({ text: words, ink });
    },
    () => inked.push(''),
  );
  return inked;
}
