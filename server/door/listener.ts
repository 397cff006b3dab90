// One HTTP server on one address and port, with its limits.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Time for the headers of a request, in ms; our pages send them in one packet. Node's default is 60 s. */
const HEADERS_MS = 10_000;
/** Time for a whole request, in ms; the deck's have no body. */
const REQUEST_MS = 15_000;
/** How often both are checked, in ms. */
const CHECK_MS = 1_000;
/** How long an idle connection is kept, in ms: a loading page asks for its next file at once. */
const IDLE_MS = 5_000;
/** The most headers of a request; a browser sends about 15. */
const MAX_HEADERS = 64;
/** The most bytes of all headers (Node's default): cookies of other servers on this machine come along. */
const MAX_HEADER_BYTES = 16 * 1024;
/**
 * The most connections at once, sockets included: 160 pages with one socket each, and six more for the files of those
 * that are loading. Each listener has its own limit, so that a crowd on the network doesn't block loopback.
 */
const MAX_CONNECTIONS = 512;

export type Handlers = {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
};

export type Listener = { dispose(): void };

/** @throws Node's error of listen(2), with its `code`. */
export function openListener(address: string, port: number, on: Handlers): Promise<Listener> {
  const server: Server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: CHECK_MS,
      keepAliveTimeout: IDLE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    on.request,
  );
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('upgrade', on.upgrade);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const [status, words] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'Bad Request'];
    if (socket.writable) socket.end(`HTTP/1.1 ${status} ${words}\r\nConnection: close\r\n\r\n`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      // A later error of the port must not end the talk.
      server.on('error', (error) => console.error(`ebpf-talk: ${address}:${port}: ${error.message}`));
      resolve({
        dispose() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

const CLIENT_ERRORS: Record<string, [number, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
};
