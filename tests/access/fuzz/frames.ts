// Frames to fuzz with, each with what the server owes for it. Sends nothing.
import { CLIENT_KINDS, MAX_MESSAGE_BYTES, maySend } from '../../../protocol/message.ts';
import { ROLES, type Role } from '../../../protocol/role.ts';
import { asked, json, tooLarge } from './messages.ts';
import type { Random } from './random.ts';
import { encode, type FrameParts, OPCODE } from './raw-socket.ts';

/** server/peer/peer.ts: the refusal with which a page is closed. */
export const FAULTS_TO_CLOSE = 10;

export type Fuzzed = {
  kind: string;
  bytes: Buffer;
  frames: number;
  /** What of the table of messages it tries: a kind, and how. */
  about?: string;
  /**
   * `fine`: nothing is wrong. `pong`, `error`: a message that is answered so; `maybe`: one that may be answered with an
   * error. `fault`: refused with an error; the tenth closes with 1008. A number: closed with this code at once.
   * `hangup`: the connection is ended by the client.
   */
  owes: 'fine' | 'pong' | 'error' | 'maybe' | 'fault' | 'hangup' | number;
  /** Frames that are answered with a pong frame. */
  pings?: number;
};

type Make = (random: Random, role: Role) => Omit<Fuzzed, 'kind' | 'frames'> & { frames?: number };

const PING = Buffer.from('{"t":"ping"}');

const frame = (random: Random, parts: Omit<FrameParts, 'mask'>) =>
  encode({ ...parts, mask: random.bytes(4) });
const text = (random: Random, payload: string | Buffer) =>
  frame(random, { opcode: OPCODE.text, payload: Buffer.from(payload as string) });

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

/** Every kind of the table in turn, as those may send it who send it: it is done, or answered why not. */
const ALLOWED: Record<string, Make> = {
  valid: (r, role) => {
    const kind = r.inTurn(
      `valid ${role}`,
      CLIENT_KINDS.filter((kind) => maySend(role, kind)),
    );
    const { messages, owes } = asked(kind, r.seed());
    const frames = messages.map((message) => text(r, JSON.stringify(message)));
    return { bytes: Buffer.concat(frames), frames: frames.length, owes, about: `${kind}: valid` };
  },
};

/** Every kind in turn, as nobody may send it. */
const REFUSED: Record<string, Make> = {
  wrong: (r) => {
    const kind = r.inTurn('wrong', CLIENT_KINDS);
    return { bytes: text(r, json.wrong(kind, r.seed())), owes: 'fault', about: `${kind}: wrong` };
  },
  'too large': (r) => {
    const kind = r.inTurn('too large', CLIENT_KINDS);
    const large = tooLarge(kind, r.seed());
    const owes = Buffer.byteLength(large) > MAX_MESSAGE_BYTES ? 1009 : 'fault';
    return { bytes: text(r, large), owes, about: `${kind}: too large` };
  },
  'wrong role': (r, role) => {
    const others = CLIENT_KINDS.filter((kind) => !maySend(role, kind));
    if (others.length === 0) return { bytes: text(r, '{"t":"speak"}'), owes: 'fault' };
    const kind = r.inTurn(`wrong ${role}`, others);
    return { bytes: text(r, json.valid(kind, r.seed())), owes: 'fault', about: `${kind}: from a ${role}` };
  },
};

/** Understood as frames and refused as messages. */
const FAULTS: Record<string, Make> = {
  'not JSON': (r) => ({ bytes: text(r, `{${r.text(r.int(0, 200))}`), owes: 'fault' }),
  empty: (r) => ({ bytes: text(r, ''), owes: 'fault' }),
  'cut JSON': (r) => {
    const whole = json.valid(r.pick(CLIENT_KINDS), r.seed());
    return { bytes: text(r, whole.slice(0, r.int(0, whole.length - 1))), owes: 'fault' };
  },
  'not a message': (r) => ({
    bytes: text(r, r.pick(['null', '1', '[]', '""', '{}', '[{"t":"ping"}]'])),
    owes: 'fault',
  }),
  'unknown kind': (r) => ({ bytes: text(r, JSON.stringify({ t: r.text(5), command: 'id' })), owes: 'fault' }),
  prototype: (r) => ({
    bytes: text(r, r.pick(['{"__proto__":{"t":"ping"}}', '{"t":"constructor"}', '{"t":"__proto__"}'])),
    owes: 'fault',
  }),
  'deep JSON': (r) => ({ bytes: text(r, '['.repeat(r.int(1, 20_000))), owes: 'fault' }),
  'long and within the limit': (r) => ({
    bytes: text(r, 'x'.repeat(r.int(MAX_MESSAGE_BYTES - 200, MAX_MESSAGE_BYTES))),
    owes: 'fault',
  }),
  binary: (r) => ({
    bytes: frame(r, { opcode: OPCODE.binary, payload: r.bytes(r.int(0, 300)) }),
    owes: 'fault',
  }),
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
    bytes: text(r, 'x'.repeat(r.int(MAX_MESSAGE_BYTES + 1, MAX_MESSAGE_BYTES + 5000))),
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
  [0.3, HARMLESS],
  [0.6, ALLOWED],
  [0.8, REFUSED],
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

/** All kinds of frames there are, for the count of what was sent. */
export const KINDS = CHANCES.flatMap(([, makes]) => Object.keys(makes));

/** All that is tried of the table of messages. */
export const ABOUTS = CLIENT_KINDS.flatMap((kind) => [
  `${kind}: valid`,
  `${kind}: wrong`,
  `${kind}: too large`,
  ...ROLES.filter((role) => !maySend(role, kind)).map((role) => `${kind}: from a ${role}`),
]);
