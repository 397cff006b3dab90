// Marks tests that only root can run, since they make users or look into every process.
// Other users skip them with a warning.
import { it } from 'vitest';

const isRoot = process.getuid?.() === 0;

if (!isRoot) {
  if (process.env.CI === 'true')
    throw new Error('these tests need root, and CI may not skip them; fix: sudo npm test');
  console.warn('SKIPPED: these tests make users or look into every process; run them as root: sudo npm test');
}

export const itAsRoot = it.runIf(isRoot) as typeof it;
