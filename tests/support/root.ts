// Tests that only root can run: they make users, or look into every process. Elsewhere they are skipped, aloud.
import { it } from 'vitest';

const isRoot = process.getuid?.() === 0;

if (!isRoot) {
  if (process.env.CI === 'true') throw new Error('these tests want root; in CI none of them may be skipped');
  console.warn('SKIPPED: these tests make users or look into every process; run them as root: sudo npm test');
}

export const itAsRoot = it.runIf(isRoot) as typeof it;
