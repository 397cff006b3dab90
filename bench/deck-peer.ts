// Another peer on the deck's socket, without a page: reads how far a session's output is, or stops reading.
// Only this file of the bench uses the deck's protocol.
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { decodeFrame } from '../protocol/frame.ts';
import type { ClientMessage, ServerMessage } from '../protocol/message.ts';
import { DEMO } from './contestants/deck.ts';
import { within } from './within.ts';

const ATTACH_MS = 10_000;

/** The stream has ended when nothing has come for this long, in ms; the prompt is on the screen already. */
const QUIET_MS = 300;

export type DeckPeer = {
  /** How far the output has arrived here, in bytes. */
  offset(): number;
  /** Stops or resumes reading the socket, like a suspended laptop. */
  pause(): void;
  resume(): void;
  closed(): boolean;
  dispose(): void;
};

/** @param address the deck's, with its token. */
export async function attachPeer(address: string): Promise<DeckPeer> {
  const { origin, host } = new URL(address);
  const traded = await fetch(address, { redirect: 'manual' });
  const cookie = traded.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const socket = new WebSocket(`ws://${host}/ws`, { headers: { cookie }, origin });
  socket.binaryType = 'arraybuffer';
  let offset = -1;
  let fault: string | undefined;
  const send = (message: ClientMessage) => socket.send(JSON.stringify(message));
  socket.on('error', (error) => {
    fault = error.message;
    socket.terminate();
  });
  socket.on('message', (data, isBinary) => {
    if (!isBinary) {
      const message = JSON.parse(data.toString()) as ServerMessage;
      if (message.t === 'welcome')
        send({ t: 'attach', ch: 0, demo: DEMO.id, pane: DEMO.pane, page: 'bench' });
      if (message.t === 'refused' || message.t === 'error') fault = message.why;
      return;
    }
    const frame = decodeFrame(data as ArrayBuffer);
    offset = frame.offset + (frame.kind === 'output' ? frame.bytes.length : 0);
    send({ t: 'ack', ch: 0, seq: frame.seq });
  });
  await within(
    ATTACH_MS,
    'a peer of the deck',
    (async () => {
      while (offset < 0) {
        if (fault !== undefined) throw new Error(`the deck refused a peer: ${fault}`);
        await sleep(5);
      }
    })(),
  );
  return {
    offset: () => offset,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    closed: () => socket.readyState !== WebSocket.OPEN,
    dispose: () => socket.terminate(),
  };
}

/** How many bytes of output the server has counted, once no more are coming. */
export async function outputOffset(address: string): Promise<number> {
  const peer = await attachPeer(address);
  try {
    for (let last = -1; last !== peer.offset(); ) {
      last = peer.offset();
      await sleep(QUIET_MS);
    }
    return peer.offset();
  } finally {
    peer.dispose();
  }
}
