// Tests: `unit` stand beside what they test and need nothing; `cross` use real sockets, a real browser, the kernel;
// `alone` are those of them that measure time, or need the whole machine.
import { defineConfig } from 'vitest/config';

/** What would fail beside another file, or make another one fail. */
const ALONE = [
  'lab/crash',
  'editor/documents',
  'editor/editor-sight',
  'paper/first-slide',
  'terminal/flood',
  'terminal/hostile-cast',
  'lab/lifetimes',
  'slides/morph',
  'editor/undeclared',
].map((name) => `tests/${name}.test.ts`);

const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Many start real shells and use the disk; a busy machine may take its time.
          testTimeout: 30_000,
          include: ['{protocol,screen,talk,server,deck,checks,verbs}/**/*.test.ts', 'bench/*.test.ts'],
        },
      },
      {
        test: {
          name: 'cross',
          include: ['tests/**/*.test.ts'],
          exclude: ALONE,
          // They wait more than they compute, and a deck finds its own port, folder and namespaces beside another.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...PATIENCE,
        },
      },
    ],
  },
});
