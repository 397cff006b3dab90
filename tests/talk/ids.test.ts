// A demo's folders and recordings have its id; a browser gets only ids, titles and commands.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCast } from '../../protocol/cast.ts';
import { publicTalk } from '../../protocol/public-talk.ts';
import { parseTalk } from '../../protocol/talk.ts';
import source from '../../slides/talk.ts';

const talk = parseTalk(source, 'slides/talk.ts');
const here = (path: string) => existsSync(new URL(`../../${path}`, import.meta.url));

describe('slides/talk.ts', () => {
  it.each(talk.demos.flatMap((demo) => demo.panes.map((pane) => ({ demo, pane }))))(
    '$demo.id, $pane.id: has its folder and its recording',
    ({ demo, pane }) => {
      expect(here(`bpf/${demo.id}`)).toBe(true);
      // A workspace exists when the pane starts; git ignores it.
      if (pane.cwd !== demo.workspace) expect(here(pane.cwd)).toBe(true);
      expect(here(`slides/casts/${demo.id}.${pane.id}.cast`)).toBe(true);
    },
  );

  it('fits into 25 minutes, give or take the questions', () => {
    const sum = (end: 'min' | 'max') =>
      talk.sections.reduce((minutes, { budget }) => minutes + budget[end], 0);
    expect(sum('min')).toBeLessThanOrEqual(25);
    expect(sum('max') - talk.sections.at(-1)!.budget.max).toBeLessThanOrEqual(28);
  });

  it('gives the browser ids, titles and commands only', () => {
    const text = JSON.stringify(publicTalk(talk));
    expect(text).not.toMatch(/"(cwd|env|expect|ready|timeoutMs|needs)"/);
    expect(publicTalk(talk).demos[0]!.steps[0]).toEqual({
      id: 'track',
      pane: 'tracker',
      label: 'track',
      command: 'RUST_LOG=info sudo -E ./target/debug/file-tracker --duration 60',
    });
  });
});

describe('the recordings of the talk', () => {
  const dir = new URL('../../slides/casts/', import.meta.url);
  it.each(readdirSync(dir).filter((name) => name.endsWith('.cast')))(
    '%s is whole and names no folder of its maker',
    (name) => {
      const text = readFileSync(new URL(name, dir), 'utf8');
      const { header, events } = parseCast(text, name);
      expect(`${header.pane}.cast`).toBe(name);
      expect(events.some((event) => event.kind === 'marker')).toBe(true);
      expect(text).not.toMatch(/\/(home|root|work)\//);
      expect(text).not.toMatch(/133;/);
    },
  );
});
