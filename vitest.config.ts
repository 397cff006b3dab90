// Which tests run how: `unit` are beside what they test; `cross` use real sockets, a browser and the kernel;
// `alone` measure time or need the whole machine, so they run one by one.
import { defineConfig } from 'vitest/config';

/** Tests that measure time, or that another deck's start would disturb. */
const ALONE = [
  'lab/crash',
  'lab/live',
  'setup/cargo-home',
  'editor/killed',
  'paper/first-slide',
  'terminal/flood',
  'slides/morph',
  'talk/failover',
].map((name) => `tests/${name}.test.ts`);

/** What these show, others show in part, so a usual run leaves them out; `npm test -- --all` has them. */
const LONG = ['talk/recordings', 'talk/stand-in', 'talk/verdict'].map((name) => `tests/${name}.test.ts`);
const LEFT_OUT = process.env.BREADTH === 'all' ? [] : LONG;

const ACROSS = {
  isolate: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // What is waited for comes in its own time on a busy machine.
  expect: { poll: { timeout: 10_000 } },
  globalSetup: 'tests/support/seed.ts',
  setupFiles: 'tests/support/end.ts',
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Two processes for all files: one for each would cost more than the tests. Mocks and globals are restored.
          maxWorkers: 2,
          isolate: false,
          restoreMocks: true,
          unstubGlobals: true,
          // Many start real shells and use the disk, which may be slow on a busy machine.
          testTimeout: 30_000,
          include: ['{protocol,screen,talk,server,deck,checks,verbs}/**/*.test.ts', 'bench/*.test.ts'],
        },
      },
      {
        test: {
          name: 'cross',
          include: ['tests/**/*.test.ts'],
          exclude: [...ALONE, ...LEFT_OUT],
          // They wait more than they compute, and each deck finds a port, folder and namespaces of its own.
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
