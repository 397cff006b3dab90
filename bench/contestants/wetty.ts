// wetty from npm, with packages of its own (bench/package.json).
// It is installed when first needed, since it compiles node-pty.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../server/system/command.ts';
import { PROMPT, SCROLLBACK_ROWS, SHELL } from '../conditions.ts';
import type { Contestant } from './contestant.ts';
import { pageServer } from './page-server.ts';
import { ROOT, startProcess } from './server-process.ts';
import { packageVersion } from './versions.ts';

/** Not in bench/, or the bench's own imports would find its node-pty and ws instead of the deck's. */
const FOLDER = '.cache/bench/packages';
const MODULES = `${FOLDER}/node_modules`;
const MAIN = join(ROOT, MODULES, 'wetty/build/main.js');
const INSTALL_MS = 10 * 60_000;

/**
 * Its options, in the page's local storage; and no WebGL, so that it draws like the others: without a graphics card,
 * emulated WebGL would be several times slower.
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
    if (!isInstalled()) {
      print(`wetty is not installed: running npm ci in ${FOLDER} (bench/package.json; it compiles node-pty)`);
      try {
        await install();
      } catch (error) {
        return { missing: `wetty could not be installed, skipped: ${(error as Error).message}` };
      }
    }
    const pty = packageVersion('node-pty', MODULES);
    return { version: `${packageVersion('wetty', MODULES)} (node-pty ${pty})` };
  },
  async start({ port, inspect }) {
    const node = inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect}`];
    const listen = ['--host', '127.0.0.1', '--port', String(port), '--base', '/wetty'];
    const shell = ['--allow-iframe', '--command', SHELL.join(' '), '--log-level', 'error'];
    const server = startProcess(process.execPath, [...node, MAIN, ...listen, ...shell], { PS1: PROMPT });
    return await pageServer(server, {
      port,
      path: '/wetty',
      expression: 'window.wetty_term',
      before: BEFORE,
    });
  },
};

/** npm writes node_modules/.package-lock.json when it is done. */
function isInstalled(): boolean {
  if (!existsSync(MAIN) || !existsSync(join(ROOT, MODULES, '.package-lock.json'))) return false;
  const lock = (dir: string) => readFileSync(join(ROOT, dir, 'package-lock.json'), 'utf8');
  return lock('bench') === lock(FOLDER);
}

async function install(): Promise<void> {
  const folder = join(ROOT, FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(ROOT, 'bench', file), join(folder, file));
  }
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr } = await run('npm', args, { cwd: folder, signal: AbortSignal.timeout(INSTALL_MS) });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status}\n${stderr.slice(-2000)}`);
}
