// Sends requests and handshakes with headers that no browser lets a page choose.
import { request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';

export type Ask = {
  /** Where to connect; the Host header may differ. */
  address: string;
  port: number;
  host?: string | undefined;
  origin?: string | undefined;
  cookie?: string | undefined;
  path?: string;
  /** Other headers. */
  more?: Record<string, string>;
};

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

const headersOf = ({ address, port, host, cookie, more }: Ask) => ({
  host: host ?? `${address}:${port}`,
  ...(cookie ? { cookie } : {}),
  ...more,
});

/** A GET; the path is sent unchanged. */
export function get(ask: Ask): Promise<Answer> {
  const { address, port, origin, path = '/' } = ask;
  return new Promise((resolve, reject) => {
    const headers = { ...headersOf(ask), ...(origin ? { origin } : {}) };
    request({ host: address, port, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (data) => {
        body += data;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** @returns 101 when the socket opens, else the status of the refusal. */
export function upgrade(ask: Ask): Promise<number> {
  const { address, port, origin, path = '/ws' } = ask;
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${address}:${port}${path}`, {
      headers: headersOf(ask),
      ...(origin ? { origin } : {}),
    });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => {});
  });
}

/** Sends raw bytes. @returns the beginning of the answer that comes within two seconds. */
export function raw(address: string, port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, address, () => socket.write(text));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}
