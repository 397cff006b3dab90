// Runs in a pane: for each input line `n size` it prints numbered lines of that total size, with colours and
// wide characters, in writes of odd lengths. Reports an input line that is missing or repeated. Plain
// JavaScript for any Node.
import { createInterface } from 'node:readline';

let last = 0;
let line = 0;
let random = 1;
/** Numerical Recipes' linear congruential generator: the same bursts for the same commands. */
const next = () => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return random / 2 ** 32;
};
const styles = ['', '\x1b[1m', '\x1b[2;1m', '\x1b[38;5;208m', '\x1b[48;2;20;40;60m', '\x1b[4:3m', '\x1b[7m'];
const words = ['tracepoint', '界面', 'é', '🔔', '─┼─', 'ring buffer', '\tx', 'e\u0301'];

function burst(size) {
  let text = '';
  while (text.length < size) {
    text += `${++line} `;
    const parts = Math.floor(next() * 30);
    for (let i = 0; i < parts; i++) {
      text += `${styles[Math.floor(next() * styles.length)]}${words[Math.floor(next() * words.length)]}\x1b[0m `;
    }
    text += '\r\n';
  }
  return Buffer.from(text);
}

process.stdout.write('ready\r\n');
for await (const command of createInterface({ input: process.stdin })) {
  const [n, size] = command.split(' ').map(Number);
  if (n !== last + 1) process.stdout.write(`MISSED: ${n} after ${last}\r\n`);
  last = n;
  const bytes = burst(size);
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + Math.floor(next() * 5000);
    process.stdout.write(bytes.subarray(at, at + length));
    at += length;
    if (next() < 0.2) await new Promise((resolve) => setTimeout(resolve, next() * 3));
  }
  process.stdout.write(`done ${n} line ${line}\r\n`);
}
