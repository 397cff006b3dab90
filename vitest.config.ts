// Tests: `unit` stand beside what they test and need nothing; `cross` use real sockets, a real browser, the kernel;
// `alone` are those of them that measure time, or need the whole machine.
import { defineConfig } from 'vitest/config';

/** What measures time, or counts on no other deck's start. */
const ALONE = ['lab/crash', 'editor/killed', 'paper/first-slide', 'terminal/flood', 'slides/morph'].map(
  (name) => `tests/${name}.test.ts`,
);

const ACROSS = {
  isolate: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  globalSetup: 'tests/support/seed.ts',
  setupFiles: 'tests/support/end.ts',
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Two processes for all: one for each file costs more than the files. What a test replaces is put back.
          maxWorkers: 2,
          isolate: false,
          restoreMocks: true,
          unstubGlobals: true,
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
          ...ACROSS,
        },
      },
      {
        test: {
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...ACROSS,
        },
      },
    ],
  },
});
