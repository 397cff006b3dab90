// Values of options that `start` and `dev` share: how long sessions stay, and who may connect.
import { isIPv4 } from 'node:net';
import type { Share } from '../server/door/share.ts';
import { choice, flag, port, TALK, value } from './option.ts';

/** A crashed browser has time to come back, and a speaker to open another one; in seconds. */
const GRACE_S = 600;

/** A day: nobody leaves a deck for longer, and a timer of Node's holds 24 days at most; in seconds. */
const MAX_GRACE_S = 24 * 60 * 60;

export const SERVING = {
  port: port(4242),
  'no-open': flag('leave the browser alone'),
  network: choice(
    ['stage', 'lab', 'none'],
    'the real network, from talk.local.json; the lab (the default); or recordings only',
    'lab',
  ),
  talk: TALK,
  /** In ms. */
  grace: value(
    'SECONDS',
    `how long terminals without a page live on; ${GRACE_S} unless given`,
    GRACE_S * 1000,
    (text) => {
      const grace = Number(text || Number.NaN);
      if (grace >= 0 && grace <= MAX_GRACE_S) return grace * 1000;
      throw new Error(`is no number of seconds from 0 to ${MAX_GRACE_S}`);
    },
  ),
};

export const SHARE = value<Share | undefined>(
  '[ADDRESS]',
  'viewers and a remote may connect from the network: on every private address, or on this one',
  undefined,
  (text) => {
    if (text === '') return { on: 'private' };
    if (!isIPv4(text)) throw new Error("is no IPv4 address; ip -4 addr shows this machine's");
    if (text === '0.0.0.0') throw new Error('would be every network; name one address of yours');
    if (text === '127.0.0.1') throw new Error('is where the deck listens anyway');
    return { on: 'address', address: text };
  },
  'lone',
);

/** For `dev`, whose pages hold the notes. */
export const NO_SHARE = value<undefined>(
  '[ADDRESS]',
  'not here: npm run dev serves the notes with the slides',
  undefined,
  () => {
    throw new Error('is for npm start: npm run dev serves the notes with the slides');
  },
  'lone',
);
