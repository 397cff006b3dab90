// ttyd, if it is on PATH; the bench doesn't install it.
import { execFileSync } from 'node:child_process';
import { PROMPT, SCROLLBACK_ROWS, SHELL } from '../conditions.ts';
import type { Contestant } from './contestant.ts';
import { pageServer } from './page-server.ts';
import { startProcess } from './server-process.ts';

/** Drawn like the others, and without the little box that shows the size. */
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
      const output = execFileSync('ttyd', ['--version'], { encoding: 'utf8' });
      // The version is followed by the commit of the build.
      return { version: /\d+\.\d+\.\d+/.exec(output)?.[0] ?? output.trim() };
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
