// The colours that a program has changed (OSC 4, 10, 11, 12); a headless terminal doesn't keep them itself.
import type { ColorEvent, Core } from './fields.ts';

/** From index (0 to 255; 256 foreground, 257 background, 258 cursor) to red, green and blue. */
export type Palette = ReadonlyMap<number, readonly [number, number, number]>;

/** xterm's ColorRequestType. */
const SET = 1;
const RESTORE = 2;

const palettes = new WeakMap<Core, Map<number, [number, number, number]>>();

/** Records a terminal's colour changes from now on; call it before the first output. */
export function followPalette(core: Core): void {
  if (palettes.has(core)) return;
  const palette = new Map<number, [number, number, number]>();
  palettes.set(core, palette);
  core._inputHandler.onColor((event) => {
    for (const { type, index, color } of event) {
      if (type === SET && index !== undefined && color) palette.set(index, color);
      if (type !== RESTORE) continue;
      if (index !== undefined) palette.delete(index);
      // No index means all 256 colours; the other three have requests of their own.
      else for (const each of [...palette.keys()]) if (each < 256) palette.delete(each);
    }
  });
}

export function paletteOf(core: Core): Palette {
  return palettes.get(core) ?? new Map();
}

/** Gives a terminal exactly these colours. */
export function setPalette(core: Core, wanted: Palette): void {
  const event: ColorEvent = [];
  for (const index of paletteOf(core).keys()) if (!wanted.has(index)) event.push({ type: RESTORE, index });
  for (const [index, [r, g, b]] of wanted) event.push({ type: SET, index, color: [r, g, b] });
  if (event.length > 0) core._inputHandler._onColor.fire(event);
}
