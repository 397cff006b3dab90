import { describe, expect, test } from 'vitest';
import { drawnScale, fitGrid, gridSize, type MeasureChar } from './scaling.ts';

/** JetBrains Mono: 0.6 em wide, 1.32 em high, as a canvas reports it. */
const measure: MeasureChar = (size) => ({ width: size * 0.6, height: Math.round(size * 1.32) });
const grid = { cols: 97, rows: 9 };

describe('a grid fits its box', () => {
  for (const dpr of [1, 1.25, 1.5, 2, 3]) {
    for (const scale of [0.53, 0.67, 1, 1.33, 2]) {
      test(`at scale ${scale} and ${dpr} device pixels per pixel`, () => {
        const box = { left: 80.3 * scale, top: 131.7 * scale, width: 1706 * scale, height: 390 * scale };
        const fit = fitGrid(box, grid, dpr, measure);
        expect(fit.dx + fit.width).toBeLessThanOrEqual(box.width + 1e-6);
        expect(fit.dy + fit.height).toBeLessThanOrEqual(box.height + 1e-6);
        const cell = measure(fit.fontSize).width * dpr;
        expect(cell).toBeCloseTo(Math.round(cell), 6);
        for (const edge of [box.left + fit.dx, box.top + fit.dy]) {
          expect(edge * dpr).toBeCloseTo(Math.round(edge * dpr), 6);
        }
      });
    }
  }

  test('and the next larger cell would not fit', () => {
    const box = { left: 0, top: 0, width: 1706, height: 1000 };
    const { fontSize } = fitGrid(box, grid, 1, measure);
    expect(gridSize(fontSize + 1 / 0.6, grid, 1, measure).width).toBeGreaterThan(box.width);
  });

  test('the height limits it, too', () => {
    const low = fitGrid({ left: 0, top: 0, width: 1706, height: 200 }, grid, 1, measure);
    expect(low.height).toBeLessThanOrEqual(200);
    expect(low.fontSize).toBeLessThan(20);
  });
});

test('an empty box still gives a font that can be drawn', () => {
  expect(fitGrid({ left: 0, top: 0, width: 0, height: 0 }, grid, 1, measure).fontSize).toBeGreaterThan(0);
});

test('the drawn scale is not rounded', () => {
  expect(drawnScale(1286.4, 1920)).toBeCloseTo(0.67, 10);
  expect(drawnScale(0, 1920)).toBe(1);
});
