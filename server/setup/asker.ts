// Asks on this terminal before sudo is used.
import { createInterface } from 'node:readline/promises';
import type { Ask } from './apt.ts';

/** @returns how to ask: always yes with `yes` or CI=true; undefined without a terminal. */
export function asker(yes: boolean): Ask | undefined {
  if (yes || process.env.CI === 'true') return async () => true;
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return undefined;
  return async (question) => {
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    try {
      const answer = await prompt.question(`${question} [Y/n] `);
      return /^(y|yes|)$/i.test(answer.trim());
    } finally {
      prompt.close();
    }
  };
}
