// The naive terminal server that others are compared with: it sends every chunk at once.
// Not for real use: no flow control, no token, no check of who connects.
import { createServer } from 'node:http';
import { spawn } from 'node-pty';
import { WebSocketServer } from 'ws';
import { GRID, SHELL } from '../conditions.ts';
import { answerPage } from './page.ts';

const [shell, ...args] = SHELL;
const port = Number(process.argv[2]);

const server = createServer((request, response) => {
  if (!answerPage(request, response, true)) response.writeHead(404).end();
});

new WebSocketServer({ server, path: '/pty' }).on('connection', (socket) => {
  const pty = spawn(shell, args, { name: 'xterm-256color', ...GRID, cwd: process.cwd(), env: process.env });
  pty.onData((data) => socket.send(data));
  pty.onExit(() => socket.close());
  socket.on('message', (data) => pty.write(data.toString()));
  socket.on('error', () => socket.terminate());
  socket.on('close', () => pty.kill());
});

server.listen(port, '127.0.0.1');
