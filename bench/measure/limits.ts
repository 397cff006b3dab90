// The limits that no terminal in a page can beat: reading the PTY, parsing in Node, parsing and drawing in
// the page.
import { createServer } from 'node:http';
import headless from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { answerPage } from '../baseline/page.ts';
import { GRID, PROMPT, SCROLLBACK_ROWS, SHELL } from '../conditions.ts';
import { type Marker, newMarker, openPage } from '../pane.ts';
import { findRow } from '../rows.ts';
import { within } from '../within.ts';
import { afterOnlcr, type Workload } from '../workloads.ts';
import type { Bench, Figures } from './measure.ts';

const LIMIT_MS = 60_000;

/** Unparsed bytes at which the PTY is paused, and at which it goes on; below xterm's own limit of 50 MB. */
const HIGH_BYTES = 4_000_000;
const LOW_BYTES = 1_000_000;

/** How many of the last bytes are searched for the marker; the prompt comes after it. */
const LAST_BYTES = 128;

/** Bytes per write to the page's terminal, and how many writes are ahead of its parser. */
const CHUNK_BYTES = 65_536;
const CHUNKS_AHEAD = 4;

/** One repetition of all limits. */
export async function measureLimits(bench: Bench, figures: Figures): Promise<void> {
  for (const workload of bench.workloads.throughput) {
    figures[`drain.${workload.id}`] = [await within(LIMIT_MS, 'draining the PTY', drain(workload))];
    figures[`headless.${workload.id}`] = [await within(LIMIT_MS, 'headless xterm', parse(workload))];
    figures[`page.${workload.id}`] = [await within(LIMIT_MS, 'xterm in the page', draw(bench, workload))];
  }
}

/** Seconds from Enter until the marker is read; the output before it is dropped. */
async function drain(workload: Workload): Promise<number> {
  return await inShell(async (pty, ready) => {
    await ready;
    const marker = newMarker();
    const end = Buffer.from(`\n${marker.text}`);
    let tail = Buffer.alloc(0);
    const done = new Promise<void>((resolve) => {
      pty.onData((data) => {
        const chunk = data as unknown as Buffer;
        const seen = Buffer.concat([tail, chunk.subarray(-LAST_BYTES)]);
        if (seen.includes(end)) resolve();
        tail = seen.subarray(-LAST_BYTES);
      });
    });
    return await enter(pty, workload, marker, done);
  });
}

/** Seconds from Enter until a headless terminal has parsed the marker. */
async function parse(workload: Workload): Promise<number> {
  const terminal = new headless.Terminal({ ...GRID, scrollback: SCROLLBACK_ROWS, allowProposedApi: true });
  try {
    return await inShell(async (pty, ready) => {
      let pending = 0;
      let paused = false;
      pty.onData((data) => {
        const bytes = data as unknown as Uint8Array;
        pending += bytes.length;
        if (pending > HIGH_BYTES && !paused) {
          paused = true;
          pty.pause();
        }
        terminal.write(bytes, () => {
          pending -= bytes.length;
          if (paused && pending < LOW_BYTES) {
            paused = false;
            pty.resume();
          }
        });
      });
      await ready;
      const marker = newMarker();
      const done = new Promise<void>((resolve) => {
        terminal.onWriteParsed(() => {
          if (findRow(terminal.buffer.active, marker.text, 3) >= 0) resolve();
        });
      });
      return await enter(pty, workload, marker, done);
    });
  } finally {
    terminal.dispose();
  }
}

/** Seconds that xterm in a page takes for the same bytes from memory. */
async function draw(bench: Bench, workload: Workload): Promise<number> {
  const marker = newMarker();
  const bytes = Buffer.concat([afterOnlcr(workload.content()), Buffer.from(`${marker.text}\r\n${PROMPT}`)]);
  const port = bench.port();
  const server = createServer((request, response) => {
    if (request.url === '/workload') response.end(bytes);
    else if (!answerPage(request, response, false)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  try {
    return await bench.chromium.with(async (context) => {
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      const pane = await openPage(page, 'limit', 'window.term');
      const ms = await page.evaluate(
        ([name, chunk, ahead, text]) =>
          window.bench.pane(name).writeFromMemory('/workload', chunk, ahead, text),
        [pane.name, CHUNK_BYTES, CHUNKS_AHEAD, marker.text] as const,
      );
      return ms / 1000;
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A shell like the contestants'. `ready` resolves at its prompt; wait for it before you write. */
async function inShell<T>(work: (pty: IPty, ready: Promise<void>) => Promise<T>): Promise<T> {
  const [shell, ...args] = SHELL;
  const env = { ...process.env, PS1: PROMPT };
  const pty = spawn(shell, args, { name: 'xterm-256color', ...GRID, env, encoding: null });
  const ready = new Promise<void>((resolve) => {
    const listener = pty.onData((data) => {
      if (!data.toString().includes(PROMPT)) return;
      listener.dispose();
      resolve();
    });
  });
  try {
    return await work(pty, ready);
  } finally {
    pty.kill('SIGKILL');
  }
}

async function enter(pty: IPty, workload: Workload, marker: Marker, done: Promise<void>): Promise<number> {
  pty.write(`${workload.command}${marker.command}`);
  const began = performance.now();
  pty.write('\r');
  await done;
  return (performance.now() - began) / 1000;
}
