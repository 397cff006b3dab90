// Colours that a program has changed or reset are the same in a copy.
import { expect, it } from 'vitest';
import { captureScreen } from './capture.ts';
import type { ColorEvent } from './fields.ts';
import { paletteOf } from './palette.ts';
import { restoreScreen } from './restore.ts';
import { smallTerminal } from './terminal.fixture.ts';

it('records colours that are set and reset', () => {
  const { core, write } = smallTerminal();
  write(
    '\x1b]4;1;rgb:ff/80/00;200;#123456\x07\x1b]10;#eeeeee\x07\x1b]11;rgb:00/00/20\x07\x1b]12;#010203\x07',
  );
  const colours = [
    [1, [255, 128, 0]],
    [200, [18, 52, 86]],
    [256, [238, 238, 238]],
    [257, [0, 0, 32]],
    [258, [1, 2, 3]],
  ];
  expect([...paletteOf(core)].sort(([a], [b]) => a - b)).toEqual(colours);
  write('\x1b]104;1\x07\x1b]111\x07');
  expect([...paletteOf(core).keys()].sort()).toEqual([200, 256, 258]);
  write('\x1b]104\x07\x1b]110\x07\x1b]112\x07');
  expect(paletteOf(core).size).toBe(0);
});

it('changes in a copy only the colours that differ', () => {
  const [source, copy] = [smallTerminal(), smallTerminal()];
  source.write('\x1b]4;1;#ff0000\x07\x1b]11;#000020\x07');
  copy.write('\x1b]4;2;#00ff00\x07\x1b]10;#ffffff\x07');
  const asked: ColorEvent[] = [];
  copy.core._inputHandler.onColor((event) => asked.push(event));
  restoreScreen(copy.core, captureScreen(source.core, 'whole'));
  expect(asked).toEqual([
    [
      { type: 2, index: 2 },
      { type: 2, index: 256 },
      { type: 1, index: 1, color: [255, 0, 0] },
      { type: 1, index: 257, color: [0, 0, 32] },
    ],
  ]);
  expect(paletteOf(copy.core)).toEqual(paletteOf(source.core));
});
