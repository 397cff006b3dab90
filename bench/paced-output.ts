// Prints lines at a steady rate in a pane, for the soak. Arguments: MB (10⁶ bytes) a second, seconds.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time between two bursts, in ms. */
const TICK_MS = 20;

const [rate = 1, seconds = 1] = process.argv.slice(2).map(Number);
const began = performance.now();
let written = 0;
let count = 0;
for (;;) {
  const elapsed = (performance.now() - began) / 1000;
  if (elapsed >= seconds) break;
  // With a slow terminal it keeps the average rate, but makes up for at most a second.
  const owed = Math.min(rate * 1e6 * elapsed - written, rate * 1e6);
  let burst = '';
  while (burst.length < owed) {
    burst += `${String(count).padStart(9, '0')} ${'the quick brown fox jumps over the lazy dog '.repeat(2).slice(count++ % 20)}\n`;
  }
  for (let at = 0; at < burst.length; ) at += writeSync(1, burst.slice(at));
  written += burst.length;
  await sleep(TICK_MS);
}
writeSync(1, `written ${written}\n`);
