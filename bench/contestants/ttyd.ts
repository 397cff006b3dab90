// ttyd, when it is on PATH. How it comes there is not the bench's business.
import { execFileSync } from 'node:child_process';
import { PROMPT, SCROLLBACK_ROWS, SHELL } from '../conditions.ts';
import type { Contestant } from './contestant.ts';
import { pageServer } from './page-server.ts';
import { startProcess } from './server-process.ts';

/** Drawn as the others are, and without the little box that tells the size. */
const CLIENT = [
  'rendererType=dom',
  `scrollback=${SCROLLBACK_ROWS}`,
  'disableResizeOverlay=true',
  'disableLeaveAlert=true',
];

export const ttyd: Contestant = {
  id: 'ttyd',
  title: 'ttyd',
  runtime: 'native',
  async prepare() {
    try {
      const said = execFileSync('ttyd', ['--version'], { encoding: 'utf8' });
      // Behind the version stands the commit of whoever has built it.
      return { version: /\d+\.\d+\.\d+/.exec(said)?.[0] ?? said.trim() };
    } catch {
      return { missing: 'ttyd is not on PATH: skipped' };
    }
  },
  async start({ port }) {
    const options = CLIENT.flatMap((option) => ['-t', option]);
    const args = ['-p', String(port), '-i', 'lo', '-W', ...options, ...SHELL];
    const server = startProcess('ttyd', args, { PS1: PROMPT });
    return await pageServer(server, { port, path: '/', expression: 'window.term' });
  },
};
