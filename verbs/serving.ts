// Options that `start` and `dev` share, and who may connect to each.
import { isIPv4 } from 'node:net';
import type { Share } from '../server/door/share.ts';
import { choice, flag, port, TALK, value } from './option.ts';

/** Time for a crashed browser to come back, or for the speaker to open another one; in seconds. */
const GRACE_S = 600;

/** A day, in seconds: longer than any talk, and below the 24 days that Node's timers can hold. */
const MAX_GRACE_S = 24 * 60 * 60;

export const SERVING = {
  port: port(4242),
  'no-open': flag('open no browser'),
  network: choice(
    ['stage', 'lab', 'none'],
    'the real network (talk.local.json), the lab (the default), or recordings only',
    'lab',
  ),
  talk: TALK,
  /** In ms. */
  grace: value(
    'SECONDS',
    `how long terminals live without a page; ${GRACE_S} unless given`,
    GRACE_S * 1000,
    (text) => {
      const grace = Number(text || Number.NaN);
      if (grace >= 0 && grace <= MAX_GRACE_S) return grace * 1000;
      throw new Error(`is not a number of seconds from 0 to ${MAX_GRACE_S}`);
    },
  ),
};

export const SHARE = value<Share | undefined>(
  '[ADDRESS]',
  'lets viewers and a remote connect from the network: on every private address, or on this one',
  undefined,
  (text) => {
    if (text === '') return { on: 'private' };
    if (!isIPv4(text)) throw new Error('is not an IPv4 address; fix: take one that ip -4 addr shows');
    if (text === '0.0.0.0') throw new Error('would be every network; fix: give one of your addresses');
    if (text === '127.0.0.1') throw new Error('is where the deck listens anyway');
    return { on: 'address', address: text };
  },
  'lone',
);

/** For `dev`, whose pages contain the notes. */
export const NO_SHARE = value<undefined>(
  '[ADDRESS]',
  'refused: npm run dev serves the notes with the slides',
  undefined,
  () => {
    throw new Error('is for npm start: npm run dev serves the notes with the slides');
  },
  'lone',
);
