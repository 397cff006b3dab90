// screen/ copies private fields of one xterm version: package.json, lock file and node_modules must have it.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coreOf } from '../../screen/core.ts';
import { XTERM_VERSION } from '../../screen/fields.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

it.each(['@xterm/xterm', '@xterm/headless'])('%s is the version whose fields core.ts names', (name) => {
  expect(json('package.json').dependencies[name]).toBe(XTERM_VERSION);
  const lock = json('package-lock.json').packages;
  expect(lock[''].dependencies[name]).toBe(XTERM_VERSION);
  expect(lock[`node_modules/${name}`].version).toBe(XTERM_VERSION);
  expect(json(`node_modules/${name}/package.json`).version).toBe(XTERM_VERSION);
});

it('names a field that another version lacks', () => {
  expect(() => coreOf({ _core: { _writeBuffer: { writeSync: () => {} } } })).toThrow(
    'this xterm has no _bufferService._onScroll.fire: the screens here are those of xterm 6.0.0',
  );
  expect(() => coreOf({})).toThrow('_writeBuffer.writeSync');
});
