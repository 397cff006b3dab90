// The part that runs as root, started once by the server: it reads orders on stdin, and ends with it.
import { dropOtherVariables } from './environment.ts';
import { checkCapabilities, faultOf } from './fault.ts';
import { Lab } from './lab.ts';
import { removeLeftovers } from './leftovers.ts';
import { type FromLab, readLines, type ToLab } from './wire.ts';

dropOtherVariables(process.env);
// The lab's files are for the speaker to read, whatever root's or the speaker's umask is; it is the panes' own again.
const umask = process.umask(0o022);

let lab: Lab | undefined;
let queue: Promise<void> = Promise.resolve();

function say(message: FromLab): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function obey(order: ToLab): Promise<void> {
  switch (order.t) {
    case 'open': {
      if (lab) return;
      try {
        checkCapabilities();
        for (const text of await removeLeftovers()) say({ t: 'note', text });
        lab = await Lab.open(order, umask, (text) => say({ t: 'note', text }));
        say({ t: 'opened' });
      } catch (error) {
        const { why, fix } = faultOf(error as Error);
        say({ t: 'failed', why, fix });
      }
      return;
    }
    case 'start': {
      try {
        if (!lab) throw new Error('the lab is not open');
        lab.start(order, (status) => say({ t: 'exit', id: order.id, status }));
      } catch (error) {
        say({ t: 'note', text: `pane ${order.id}: ${(error as Error).message}` });
        say({ t: 'exit', id: order.id, status: null });
      }
      return;
    }
    case 'end':
      return lab?.end(order.id);
    default:
      order satisfies never;
  }
}

// Ctrl-C goes to the whole foreground group; the server decides what happens, by closing stdin.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdout.on('error', () => {});

process.stdin.on(
  'data',
  readLines<ToLab>((order) => {
    queue = queue.then(() => obey(order));
  }),
);
process.stdin.on('end', () => {
  queue = queue.then(async () => {
    await lab?.dispose();
    process.exit(0);
  });
});
