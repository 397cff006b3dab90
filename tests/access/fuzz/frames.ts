// Frames to fuzz with, each with what the server owes for it. Sends nothing.
import type { Role } from '../../../protocol/role.ts';
import type { Random } from './random.ts';
import { encode, type FrameParts, OPCODE } from './raw-socket.ts';

/** server/peer/peer.ts: the refusal with which a page is closed. */
export const FAULTS_TO_CLOSE = 10;

/** protocol/message.ts: the longest message. */
const MAX_BYTES = 64 * 1024;

export type Fuzzed = {
  kind: string;
  bytes: Buffer;
  frames: number;
  /**
   * `fine`: nothing is wrong. `pong`: a message that is answered. `fault`: refused with an error; the tenth closes with
   * 1008. A number: closed with this code at once. `hangup`: the connection is ended by the client.
   */
  owes: 'fine' | 'pong' | 'fault' | 'hangup' | number;
  /** Frames that are answered with a pong frame. */
  pings?: number;
};

type Make = (random: Random, role: Role) => Omit<Fuzzed, 'kind' | 'frames'> & { frames?: number };

const PING = Buffer.from('{"t":"ping"}');

const frame = (random: Random, parts: Omit<FrameParts, 'mask'>) =>
  encode({ ...parts, mask: random.bytes(4) });
const text = (random: Random, payload: string | Buffer) =>
  frame(random, { opcode: OPCODE.text, payload: Buffer.from(payload as string) });

/** Messages as a page sends them; `page` and more may be added to the protocol without harm to the fuzz. */
const MESSAGES: Record<string, object> = {
  attach: { t: 'attach', ch: 1, demo: 'nope', pane: 'nope', page: 'fuzz' },
  detach: { t: 'detach', ch: 7 },
  input: { t: 'input', ch: 9, data: 'x', n: 1 },
  ack: { t: 'ack', ch: 9, seq: 1 },
  restart: { t: 'restart', ch: 9 },
  step: { t: 'step', demo: 'plain', step: 'nope', act: 'run' },
  reset: { t: 'reset', demo: 'nope' },
  at: { t: 'at', at: { h: 0, v: 0, f: -1 } },
  source: { t: 'source', demo: 'plain', pane: 'two', source: 'replay' },
  press: { t: 'press', key: 'next' },
};
const MAY: Record<Role, string[]> = {
  speaker: ['detach', 'input', 'ack', 'restart', 'reset', 'at', 'source'],
  viewer: ['detach', 'ack'],
  remote: [],
};
const WRONG: Record<Role, string[]> = {
  speaker: [],
  viewer: ['input', 'restart', 'step', 'reset', 'at', 'source', 'press'],
  remote: ['attach', 'detach', 'input', 'ack', 'restart', 'step', 'reset', 'at', 'source'],
};

const INVALID_UTF8 = [
  [0xff],
  [0xc3, 0x28],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xc0, 0xaf],
];

/** What a page may send, or any client: it is answered and stays. */
const HARMLESS: Record<string, Make> = {
  ping: (r) => ({ bytes: text(r, PING), owes: 'pong' }),
  allowed: (r, role) => {
    const name = MAY[role].length > 0 ? r.pick(MAY[role]) : 'ping';
    if (name === 'ping') return { bytes: text(r, PING), owes: 'pong' };
    return { bytes: text(r, JSON.stringify(MESSAGES[name])), owes: 'fine' };
  },
  'control ping': (r) => ({
    bytes: frame(r, { opcode: OPCODE.ping, payload: r.bytes(r.int(0, 125)) }),
    owes: 'fine',
    pings: 1,
  }),
  'control pong': (r) => ({
    bytes: frame(r, { opcode: OPCODE.pong, payload: r.bytes(r.int(0, 125)) }),
    owes: 'fine',
  }),
  'fragments with a ping between': (r) => {
    const cut = r.int(0, PING.length);
    return {
      bytes: Buffer.concat([
        frame(r, { opcode: OPCODE.text, payload: PING.subarray(0, cut), fin: false }),
        frame(r, { opcode: OPCODE.ping, payload: r.bytes(3) }),
        frame(r, { opcode: OPCODE.continuation, payload: Buffer.alloc(0), fin: false }),
        frame(r, { opcode: OPCODE.continuation, payload: PING.subarray(cut) }),
      ]),
      owes: 'pong',
      pings: 1,
      frames: 4,
    };
  },
};

/** Understood as frames and refused as messages. */
const FAULTS: Record<string, Make> = {
  'not JSON': (r) => ({ bytes: text(r, `{${r.text(r.int(0, 200))}`), owes: 'fault' }),
  empty: (r) => ({ bytes: text(r, ''), owes: 'fault' }),
  'cut JSON': (r) => {
    const whole = JSON.stringify(MESSAGES[r.pick(Object.keys(MESSAGES))]);
    return { bytes: text(r, whole.slice(0, r.int(0, whole.length - 1))), owes: 'fault' };
  },
  'not a message': (r) => ({
    bytes: text(r, r.pick(['null', '1', '[]', '""', '{}', '[{"t":"ping"}]'])),
    owes: 'fault',
  }),
  'unknown kind': (r) => ({ bytes: text(r, JSON.stringify({ t: r.text(5), command: 'id' })), owes: 'fault' }),
  'unknown field': (r) => {
    const message = MESSAGES[r.pick(Object.keys(MESSAGES))];
    return {
      bytes: text(r, JSON.stringify({ ...message, [`x${r.int(0, 99)}`]: r.int(0, 9) })),
      owes: 'fault',
    };
  },
  'wrong type': (r) => {
    const message = { ...MESSAGES[r.pick(Object.keys(MESSAGES))] } as Record<string, unknown>;
    // Any text may be typed.
    const fields = Object.keys(message).filter((field) => field !== 'data');
    message[r.pick(fields)] = r.pick([null, -1, 1.5, 1e99, '', '../x', [], {}, true]);
    return { bytes: text(r, JSON.stringify(message)), owes: 'fault' };
  },
  prototype: (r) => ({
    bytes: text(r, r.pick(['{"__proto__":{"t":"ping"}}', '{"t":"constructor"}', '{"t":"__proto__"}'])),
    owes: 'fault',
  }),
  'deep JSON': (r) => ({ bytes: text(r, '['.repeat(r.int(1, 20_000))), owes: 'fault' }),
  'long and within the limit': (r) => ({
    bytes: text(r, 'x'.repeat(r.int(MAX_BYTES - 200, MAX_BYTES))),
    owes: 'fault',
  }),
  binary: (r) => ({
    bytes: frame(r, { opcode: OPCODE.binary, payload: r.bytes(r.int(0, 300)) }),
    owes: 'fault',
  }),
  'wrong role': (r, role) => {
    const name = WRONG[role].length > 0 ? r.pick(WRONG[role]) : undefined;
    return { bytes: text(r, name ? JSON.stringify(MESSAGES[name]) : '{"t":"speak"}'), owes: 'fault' };
  },
};

/** What RFC 6455 says must fail the connection, with its code. */
const CLOSERS: Record<string, Make> = {
  unmasked: (r) => ({ bytes: frame(r, { opcode: OPCODE.text, payload: PING, masked: false }), owes: 1002 }),
  'reserved bits': (r) => ({
    bytes: frame(r, { opcode: OPCODE.text, payload: PING, rsv: r.int(1, 7) }),
    owes: 1002,
  }),
  'reserved opcode': (r) => ({
    bytes: frame(r, { opcode: r.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload: r.bytes(4) }),
    owes: 1002,
  }),
  'continuation of nothing': (r) => ({
    bytes: frame(r, { opcode: OPCODE.continuation, payload: PING, fin: r.next() < 0.5 }),
    owes: 1002,
  }),
  'interleaved messages': (r) => ({
    bytes: Buffer.concat([
      frame(r, { opcode: r.pick([OPCODE.text, OPCODE.binary]), payload: PING, fin: false }),
      frame(r, { opcode: r.pick([OPCODE.text, OPCODE.binary]), payload: PING }),
    ]),
    owes: 1002,
    frames: 2,
  }),
  'control frame in pieces': (r) => ({
    bytes: frame(r, {
      opcode: r.pick([OPCODE.ping, OPCODE.pong, OPCODE.close]),
      payload: r.bytes(2),
      fin: false,
    }),
    owes: 1002,
  }),
  'control frame too long': (r) => ({
    bytes: frame(r, {
      opcode: r.pick([OPCODE.ping, OPCODE.pong, OPCODE.close]),
      payload: r.bytes(r.int(126, 2000)),
    }),
    owes: 1002,
  }),
  'close with half a code': (r) => ({
    bytes: frame(r, { opcode: OPCODE.close, payload: r.bytes(1) }),
    owes: 1002,
  }),
  'close with no code of ours': (r) => {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(r.pick([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535]));
    return { bytes: frame(r, { opcode: OPCODE.close, payload }), owes: 1002 };
  },
  'close with a broken reason': (r) => ({
    bytes: frame(r, { opcode: OPCODE.close, payload: Buffer.from([0x03, 0xe8, ...r.pick(INVALID_UTF8)]) }),
    owes: 1007,
  }),
  'invalid UTF-8': (r) => ({
    bytes: text(
      r,
      Buffer.concat([Buffer.from('{"t":"'), Buffer.from(r.pick(INVALID_UTF8)), Buffer.from('"}')]),
    ),
    owes: 1007,
  }),
  'over the limit': (r) => ({
    bytes: text(r, 'x'.repeat(r.int(MAX_BYTES + 1, MAX_BYTES + 5000))),
    owes: 1009,
  }),
  'over the limit in pieces': (r) => ({
    bytes: Buffer.concat([
      frame(r, { opcode: OPCODE.text, payload: Buffer.alloc(40_000, 'x'), fin: false }),
      frame(r, { opcode: OPCODE.continuation, payload: Buffer.alloc(40_000, 'x'), fin: false }),
    ]),
    owes: 1009,
    frames: 2,
  }),
  'claims to be huge': (r) => ({
    bytes: frame(r, {
      opcode: OPCODE.text,
      payload: r.bytes(10),
      claims: r.pick([65_537n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]),
    }),
    owes: 1009,
  }),
  'an ordinary goodbye': (r) => ({
    bytes: frame(r, { opcode: OPCODE.close, payload: Buffer.from([0x03, 0xe8]) }),
    owes: 1000,
  }),
};

/** The client goes, in the middle of something. */
const HANGUPS: Record<string, Make> = {
  'cut frame': (r) => {
    const whole = text(r, PING);
    return { bytes: whole.subarray(0, r.int(1, whole.length - 1)), owes: 'hangup' };
  },
  'cut message': (r) => ({
    bytes: frame(r, { opcode: OPCODE.text, payload: PING, fin: false }),
    owes: 'hangup',
  }),
};

/** Those that end a connection come less often; a connection that ends at its first frame shows little else. */
const CHANCES: readonly [number, Record<string, Make>][] = [
  [0.55, HARMLESS],
  [0.93, FAULTS],
  [0.99, CLOSERS],
  [1, HANGUPS],
];

export function fuzzed(random: Random, role: Role): Fuzzed {
  const at = random.next();
  const [, makes] = CHANCES.find(([chance]) => at < chance)!;
  const kind = random.pick(Object.keys(makes));
  const made = makes[kind]!(random, role);
  return { frames: 1, ...made, kind };
}

/** All kinds there are, for the count of what was sent. */
export const KINDS = CHANCES.flatMap(([, makes]) => Object.keys(makes));
