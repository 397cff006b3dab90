// wetty, of npm, with packages of its own in bench/: installed when it is first wanted, for it compiles node-pty.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROMPT, SCROLLBACK_ROWS, SHELL } from '../conditions.ts';
import { run } from '../run.ts';
import type { Contestant } from './contestant.ts';
import { pageServer } from './page-server.ts';
import { ROOT, startProcess } from './server-process.ts';
import { packageVersion } from './versions.ts';

const MODULES = 'bench/node_modules';
const MAIN = join(ROOT, MODULES, 'wetty/build/main.js');
const INSTALL_MS = 10 * 60_000;

/**
 * Its options, where its page looks for them; and no WebGL, so that it draws as the others do: without a graphics card
 * it would emulate one and come out several times slower.
 */
const BEFORE = `
  localStorage.options = ${JSON.stringify(JSON.stringify({ xterm: { scrollback: SCROLLBACK_ROWS }, wettyFitTerminal: false, wettyVoid: 0 }))};
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...more);
  };
`;

export const wetty: Contestant = {
  id: 'wetty',
  title: 'wetty',
  runtime: 'node',
  async prepare(print) {
    if (process.getuid?.() !== 0)
      return { missing: 'wetty opens a shell without ssh for root only: skipped' };
    if (!existsSync(MAIN)) {
      print(
        'wetty is not installed: running npm ci in bench/ (its packages stay there; it compiles node-pty)',
      );
      try {
        await run(
          'npm',
          ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
          join(ROOT, 'bench'),
          INSTALL_MS,
        );
      } catch (error) {
        return { missing: `wetty could not be installed: ${(error as Error).message}` };
      }
    }
    const pty = packageVersion('node-pty', MODULES);
    return { version: `${packageVersion('wetty', MODULES)} (node-pty ${pty})` };
  },
  async start({ port, inspect }) {
    const node = inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect}`];
    const listen = ['--host', '127.0.0.1', '--port', String(port), '--base', '/wetty'];
    const shell = ['--command', SHELL.join(' '), '--log-level', 'error'];
    const server = startProcess(process.execPath, [...node, MAIN, ...listen, ...shell], { PS1: PROMPT });
    return await pageServer(server, {
      port,
      path: '/wetty',
      expression: 'window.wetty_term',
      before: BEFORE,
    });
  },
};
