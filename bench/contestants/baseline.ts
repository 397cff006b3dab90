// The minimal server in bench/baseline: node-pty, ws and xterm, simply connected.
import { PROMPT } from '../conditions.ts';
import type { Contestant } from './contestant.ts';
import { pageServer } from './page-server.ts';
import { startProcess } from './server-process.ts';
import { packageVersion } from './versions.ts';

export const baseline: Contestant = {
  id: 'baseline',
  title: 'baseline',
  runtime: 'node',
  async prepare() {
    const [pty, ws] = [packageVersion('node-pty'), packageVersion('ws')];
    return { version: `node-pty ${pty} (@lydell), ws ${ws}, xterm ${packageVersion('@xterm/xterm')}` };
  },
  async start({ port, inspect }) {
    const node = inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect}`];
    const args = [...node, '--import', 'tsx', 'bench/baseline/main.ts', String(port)];
    const server = startProcess(process.execPath, args, { PS1: PROMPT });
    return await pageServer(server, { port, path: '/', expression: 'window.term' });
  },
};
