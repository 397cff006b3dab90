// Frames to fuzz with, each with the answer that the server must give.
import { CLIENT_KINDS, MAX_MESSAGE_BYTES, maySend } from '../../../protocol/message.ts';
import { ROLES, type Role } from '../../../protocol/role.ts';
import { json, messagesFor, tooLarge } from './messages.ts';
import type { Random } from './random.ts';
import { encode, type FrameParts, OPCODE } from './raw-socket.ts';

/** The tenth refusal closes the page's connection (server/peer/peer.ts). */
export const FAULTS_TO_CLOSE = 10;

export type Fuzzed = {
  kind: string;
  bytes: Buffer;
  frames: number;
  /** The kind of message that it tries, and how. */
  about?: string;
  /**
   * `fine`: none. `pong`, `error`: a message of that kind; `maybe`: an error or none. `fault`: an error, and the tenth
   * closes with 1008. A number: closed with this code at once. `hangup`: the client ends the connection.
   */
  answer: 'fine' | 'pong' | 'error' | 'maybe' | 'fault' | 'hangup' | number;
  /** How many frames are answered with a pong frame. */
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

/** Frames that any client may send: the connection stays open. */
const HARMLESS: Record<string, Make> = {
  ping: (r) => ({ bytes: text(r, PING), answer: 'pong' }),
  'control ping': (r) => ({
    bytes: frame(r, { opcode: OPCODE.ping, payload: r.bytes(r.int(0, 125)) }),
    answer: 'fine',
    pings: 1,
  }),
  'control pong': (r) => ({
    bytes: frame(r, { opcode: OPCODE.pong, payload: r.bytes(r.int(0, 125)) }),
    answer: 'fine',
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
      answer: 'pong',
      pings: 1,
      frames: 4,
    };
  },
};

/** Every kind of message in turn, valid and from a role that may send it: it is done, or answered with an error. */
const ALLOWED: Record<string, Make> = {
  valid: (r, role) => {
    const kind = r.inTurn(
      `valid ${role}`,
      CLIENT_KINDS.filter((kind) => maySend(role, kind)),
    );
    const { messages, answer } = messagesFor(kind, r.seed());
    const frames = messages.map((message) => text(r, JSON.stringify(message)));
    return { bytes: Buffer.concat(frames), frames: frames.length, answer, about: `${kind}: valid` };
  },
};

/** Every kind of message in turn, wrong, too large, or from a role that may not send it. */
const REFUSED: Record<string, Make> = {
  wrong: (r) => {
    const kind = r.inTurn('wrong', CLIENT_KINDS);
    return { bytes: text(r, json.wrong(kind, r.seed())), answer: 'fault', about: `${kind}: wrong` };
  },
  'too large': (r) => {
    const kind = r.inTurn('too large', CLIENT_KINDS);
    const large = tooLarge(kind, r.seed());
    const answer = Buffer.byteLength(large) > MAX_MESSAGE_BYTES ? 1009 : 'fault';
    return { bytes: text(r, large), answer, about: `${kind}: too large` };
  },
  'wrong role': (r, role) => {
    const others = CLIENT_KINDS.filter((kind) => !maySend(role, kind));
    if (others.length === 0) return { bytes: text(r, '{"t":"speak"}'), answer: 'fault' };
    const kind = r.inTurn(`wrong ${role}`, others);
    return { bytes: text(r, json.valid(kind, r.seed())), answer: 'fault', about: `${kind}: from a ${role}` };
  },
};

/** Valid frames whose message is refused. */
const FAULTS: Record<string, Make> = {
  'not JSON': (r) => ({ bytes: text(r, `{${r.text(r.int(0, 200))}`), answer: 'fault' }),
  empty: (r) => ({ bytes: text(r, ''), answer: 'fault' }),
  'cut JSON': (r) => {
    const whole = json.valid(r.pick(CLIENT_KINDS), r.seed());
    return { bytes: text(r, whole.slice(0, r.int(0, whole.length - 1))), answer: 'fault' };
  },
  'not a message': (r) => ({
    bytes: text(r, r.pick(['null', '1', '[]', '""', '{}', '[{"t":"ping"}]'])),
    answer: 'fault',
  }),
  'unknown kind': (r) => ({
    bytes: text(r, JSON.stringify({ t: r.text(5), command: 'id' })),
    answer: 'fault',
  }),
  prototype: (r) => ({
    bytes: text(r, r.pick(['{"__proto__":{"t":"ping"}}', '{"t":"constructor"}', '{"t":"__proto__"}'])),
    answer: 'fault',
  }),
  'deep JSON': (r) => ({ bytes: text(r, '['.repeat(r.int(1, 20_000))), answer: 'fault' }),
  'long and within the limit': (r) => ({
    bytes: text(r, 'x'.repeat(r.int(MAX_MESSAGE_BYTES - 200, MAX_MESSAGE_BYTES))),
    answer: 'fault',
  }),
  binary: (r) => ({
    bytes: frame(r, { opcode: OPCODE.binary, payload: r.bytes(r.int(0, 300)) }),
    answer: 'fault',
  }),
};

/** Frames for which RFC 6455 requires that the connection fails, with the code. */
const CLOSERS: Record<string, Make> = {
  unmasked: (r) => ({ bytes: frame(r, { opcode: OPCODE.text, payload: PING, masked: false }), answer: 1002 }),
  'reserved bits': (r) => ({
    bytes: frame(r, { opcode: OPCODE.text, payload: PING, rsv: r.int(1, 7) }),
    answer: 1002,
  }),
  'reserved opcode': (r) => ({
    bytes: frame(r, { opcode: r.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload: r.bytes(4) }),
    answer: 1002,
  }),
  'continuation of nothing': (r) => ({
    bytes: frame(r, { opcode: OPCODE.continuation, payload: PING, fin: r.next() < 0.5 }),
    answer: 1002,
  }),
  'interleaved messages': (r) => ({
    bytes: Buffer.concat([
      frame(r, { opcode: r.pick([OPCODE.text, OPCODE.binary]), payload: PING, fin: false }),
      frame(r, { opcode: r.pick([OPCODE.text, OPCODE.binary]), payload: PING }),
    ]),
    answer: 1002,
    frames: 2,
  }),
  'control frame in pieces': (r) => ({
    bytes: frame(r, {
      opcode: r.pick([OPCODE.ping, OPCODE.pong, OPCODE.close]),
      payload: r.bytes(2),
      fin: false,
    }),
    answer: 1002,
  }),
  'control frame too long': (r) => ({
    bytes: frame(r, {
      opcode: r.pick([OPCODE.ping, OPCODE.pong, OPCODE.close]),
      payload: r.bytes(r.int(126, 2000)),
    }),
    answer: 1002,
  }),
  'close with half a code': (r) => ({
    bytes: frame(r, { opcode: OPCODE.close, payload: r.bytes(1) }),
    answer: 1002,
  }),
  'close with no code of ours': (r) => {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(r.pick([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535]));
    return { bytes: frame(r, { opcode: OPCODE.close, payload }), answer: 1002 };
  },
  'close with a broken reason': (r) => ({
    bytes: frame(r, { opcode: OPCODE.close, payload: Buffer.from([0x03, 0xe8, ...r.pick(INVALID_UTF8)]) }),
    answer: 1007,
  }),
  'invalid UTF-8': (r) => ({
    bytes: text(
      r,
      Buffer.concat([Buffer.from('{"t":"'), Buffer.from(r.pick(INVALID_UTF8)), Buffer.from('"}')]),
    ),
    answer: 1007,
  }),
  'over the limit': (r) => ({
    bytes: text(r, 'x'.repeat(r.int(MAX_MESSAGE_BYTES + 1, MAX_MESSAGE_BYTES + 5000))),
    answer: 1009,
  }),
  'over the limit in pieces': (r) => ({
    bytes: Buffer.concat([
      frame(r, { opcode: OPCODE.text, payload: Buffer.alloc(40_000, 'x'), fin: false }),
      frame(r, { opcode: OPCODE.continuation, payload: Buffer.alloc(40_000, 'x'), fin: false }),
    ]),
    answer: 1009,
    frames: 2,
  }),
  'claims to be huge': (r) => ({
    bytes: frame(r, {
      opcode: OPCODE.text,
      payload: r.bytes(10),
      claims: r.pick([65_537n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]),
    }),
    answer: 1009,
  }),
  'an ordinary goodbye': (r) => ({
    bytes: frame(r, { opcode: OPCODE.close, payload: Buffer.from([0x03, 0xe8]) }),
    answer: 1000,
  }),
};

/** The client ends the connection in the middle of a frame. */
const HANGUPS: Record<string, Make> = {
  'cut frame': (r) => {
    const whole = text(r, PING);
    return { bytes: whole.subarray(0, r.int(1, whole.length - 1)), answer: 'hangup' };
  },
  'cut message': (r) => ({
    bytes: frame(r, { opcode: OPCODE.text, payload: PING, fin: false }),
    answer: 'hangup',
  }),
};

/** Frames that end a connection come less often: after them the connection tests nothing more. */
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

/** All kinds of frames, to count which were sent. */
export const KINDS = CHANCES.flatMap(([, makes]) => Object.keys(makes));

/** All `about` values that a full run must have tried. */
export const ABOUTS = CLIENT_KINDS.flatMap((kind) => [
  `${kind}: valid`,
  `${kind}: wrong`,
  `${kind}: too large`,
  ...ROLES.filter((role) => !maySend(role, kind)).map((role) => `${kind}: from a ${role}`),
]);
