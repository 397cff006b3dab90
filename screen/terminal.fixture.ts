// A small headless terminal for the tests in this room.
import headless from '@xterm/headless';
import { coreOf } from './core.ts';
import type { Core } from './fields.ts';
import { followPalette } from './palette.ts';
import { encodeText } from './utf8.ts';

export type Small = {
  term: InstanceType<typeof headless.Terminal>;
  core: Core;
  write(output: string | Uint8Array): void;
  row(y: number): string;
};

export function smallTerminal(cols = 20, rows = 4): Small {
  const term = new headless.Terminal({ cols, rows, scrollback: 30, allowProposedApi: true, logLevel: 'off' });
  const core = coreOf(term);
  followPalette(core);
  return {
    term,
    core,
    write: (output) => core._writeBuffer.writeSync(typeof output === 'string' ? encodeText(output) : output),
    row: (y) => term.buffer.active.getLine(y)!.translateToString(true),
  };
}

/** Whether the bytes are equal; vitest's own comparison takes seconds for a MiB. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
