// Tests: `unit` stand beside what they test and need nothing; `cross` use real sockets, a real browser, the kernel.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Many start real shells and use the disk; a busy machine may take its time.
          testTimeout: 30_000,
          include: [
            'protocol/**/*.test.ts',
            'server/**/*.test.ts',
            'slides/**/*.test.ts',
            'talk/**/*.test.ts',
            'bench/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'cross',
          include: ['tests/**/*.test.ts'],
          // Two cores, one kernel: decks side by side are a test of their own.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
