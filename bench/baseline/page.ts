// A page with one bare xterm, and the files it needs; without a socket for the in-page limit.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { GRID, SCROLLBACK_ROWS } from '../conditions.ts';

const require = createRequire(import.meta.url);
const FILES: Record<string, { type: string; path: string }> = {
  '/xterm.js': { type: 'text/javascript', path: require.resolve('@xterm/xterm/lib/xterm.js') },
  '/xterm.css': { type: 'text/css', path: require.resolve('@xterm/xterm/css/xterm.css') },
};

const SOCKET = `
  const socket = new WebSocket('ws://' + location.host + '/pty');
  socket.onmessage = (event) => term.write(event.data);
  term.onData((data) => socket.send(data));
`;

const page = (script: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>baseline</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/xterm.css">
<div id="terminal"></div>
<script src="/xterm.js"></script>
<script>
  const term = new Terminal(${JSON.stringify({ ...GRID, scrollback: SCROLLBACK_ROWS, fontSize: 13, fontFamily: 'monospace' })});
  term.open(document.getElementById('terminal'));
  term.focus();
  window.term = term;
  ${script}
</script>
</html>`;

/** Serves the page (`/`, with or without its socket) and its files. @returns false for any other request. */
export function answerPage(request: IncomingMessage, response: ServerResponse, socket: boolean): boolean {
  const file = FILES[request.url ?? ''];
  if (file) response.setHeader('content-type', file.type).end(readFileSync(file.path));
  else if (request.url === '/')
    response.setHeader('content-type', 'text/html').end(page(socket ? SOCKET : ''));
  else return false;
  return true;
}
