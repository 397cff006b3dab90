// The talk's own edits lead from the template to the finished file, character by character.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { EditedFile, Step } from '../protocol/demo.ts';
import { changeFor, changeLeft, checkpointsOf, type Edit, lookThrough } from './prepared.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (name: string) => readFileSync(`${root}/${name}`, 'utf8');

const FILE = {
  id: 'main',
  title: 'main.rs',
  path: 'ping-monitor/ping-monitor-ebpf/src/main.rs',
  rows: 16,
  cols: 80,
  template: 'bpf/template/{{project-name}}-ebpf/src/main.rs',
  fill: { crate_name: 'ping_monitor' },
  finished: 'bpf/ping-monitor/ping-monitor-ebpf/src/main.rs',
} satisfies EditedFile;
const step = (id: string, edit: Edit) => ({ id, pane: 'main', edit }) as unknown as Step;
const WRITE = step('function', { replace: 'try_ping_monitor' });
const HELP = step('helper', { insert: 'ptr_at', before: 'panic' });
const LEAVE = step('unchecked', { without: 'if start + offset + len > end', in: 'ptr_at' });
const BACK = step('checked', { replace: 'ptr_at' });

describe('checkpoints', () => {
  it('end with the finished file, and begin with the template', () => {
    const points = checkpointsOf(FILE, [WRITE, HELP], read);
    expect(points.map((point) => point.step)).toEqual([null, 'function', 'helper']);
    expect(points[0]!.text).toContain('received a packet');
    expect(points[0]!.text).not.toContain('{{');
    expect(points[1]!.text).not.toContain('fn ptr_at');
    expect(points[2]!.text).toBe(read(FILE.finished));
  });

  it('leave the check out and put it back', () => {
    const points = checkpointsOf(FILE, [WRITE, HELP, LEAVE, BACK], read);
    expect(points[3]!.text).not.toContain('> end');
    expect(points[3]!.text).toContain('core::mem::size_of::<T>();\n\n    Ok(*((start');
    expect(points[4]!.text).toBe(points[2]!.text);
  });
});

describe('an edit', () => {
  const text = checkpointsOf(FILE, [], read)[0]!.text;

  it('types only what is new', () => {
    const change = changeFor({ replace: 'try_ping_monitor' }, text, read(FILE.finished));
    expect(text.slice(change.from, change.to)).toBe('    info!(&ctx, "received a packet");');
    expect(change.insert).toMatch(/^ {4}let ethertype/);
    expect(change.insert).not.toContain('fn try_ping_monitor');
  });

  it('still fits when somebody has typed something else', () => {
    const other = text
      .replace('use aya_ebpf', '// mine\nuse aya_ebpf')
      .replace('received a packet', 'a packet');
    const { from, to, insert } = changeFor({ replace: 'try_ping_monitor' }, other, read(FILE.finished));
    const made = other.slice(0, from) + insert + other.slice(to);
    expect(made.replace('// mine\n', '')).toBe(checkpointsOf(FILE, [WRITE], read)[1]!.text);
  });

  it.each([
    [{ replace: 'try_pong' }, /the file has no try_pong; it has .*try_ping_monitor/],
    [{ insert: 'ptr_to', before: 'panic' }, /the finished file has no ptr_to/],
    [{ without: 'if nothing', in: 'try_ping_monitor' }, /no line that begins with "if nothing"/],
  ] satisfies [Edit, RegExp][])('says what is not there: %j', (edit, why) => {
    expect(() => changeFor(edit, text, read(FILE.finished))).toThrow(why);
  });

  it('says which step of a talk does not fit', () => {
    expect(() => checkpointsOf(FILE, [HELP, HELP], read)).not.toThrow();
    expect(() => checkpointsOf(FILE, [HELP, HELP, BACK], read)).toThrow(
      /step checked: the file has ptr_at twice/,
    );
  });
});

describe('what is left of an edit', () => {
  const points = checkpointsOf(FILE, [WRITE, HELP, LEAVE], read);
  const finished = read(FILE.finished);
  const help: Edit = { insert: 'ptr_at', before: 'panic' };
  const leave: Edit = { without: 'if start + offset + len > end', in: 'ptr_at' };

  it('is nothing when it was done by hand', () => {
    expect(changeLeft({ replace: 'try_ping_monitor' }, finished, finished)).toBeUndefined();
    expect(changeLeft(help, finished, finished)).toBeUndefined();
    expect(changeLeft(leave, points[3]!.text, finished)).toBeUndefined();
  });

  it('is the difference when it was begun by hand, and never the item a second time', () => {
    const begun = finished.replace('ctx.data_end()', 'ctx.data()');
    const { from, to, insert } = changeLeft(help, begun, finished)!;
    expect(begun.slice(0, from) + insert + begun.slice(to)).toBe(finished);
    expect(insert.length).toBeLessThan(60);
  });

  it('is the whole of it otherwise', () => {
    expect(changeLeft(help, points[1]!.text, finished)?.insert).toContain('unsafe fn ptr_at');
    expect(changeLeft(leave, finished, finished)?.insert).toBe('');
    expect(() => changeLeft(leave, points[0]!.text, finished)).toThrow(/no ptr_at/);
  });
});

describe('a talk’s edits', () => {
  it('are checked before the show', () => {
    const all = lookThrough(FILE, [WRITE, HELP, LEAVE, BACK], read);
    expect(all.fault).toBeNull();
    expect(all.points).toHaveLength(5);
    expect(lookThrough(FILE, [], read).fault).toBeNull();
  });

  it.each([
    ['an edit that finds nothing', [BACK], /step checked: the file has no ptr_at/],
    ['edits that end elsewhere', [WRITE], /after step function it is not .*main\.rs: line \d+ differs/],
  ])('are reported: %s', (_name, steps, why) => {
    expect(lookThrough(FILE, steps, read).fault).toMatch(why);
  });

  it('name a file that is not there', () => {
    expect(lookThrough({ ...FILE, template: 'bpf/none.rs' }, [WRITE], read)).toEqual({
      points: [],
      fault: expect.stringContaining('none.rs'),
    });
  });
});
