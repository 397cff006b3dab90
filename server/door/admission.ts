// How many pages of each role may be connected, and how fast they may come.
import type { Role } from '../../protocol/role.ts';
import { Rate } from '../system/rate.ts';

/**
 * Pages at once. Each role has its own places, so that a full room can't lock the speaker out. A speaker has an audience
 * window, a speaker's page with an iframe, and a few mirrors; a hall of viewers is 50.
 */
const PLACES: Record<Role, number> = { speaker: 32, remote: 8, viewer: 120 };

/**
 * Handshakes of one role per second, and at once. After a restart all pages come back within their first retries; more
 * than that is a loop.
 */
const HANDSHAKES: Record<Role, { perSecond: number; burst: number }> = {
  speaker: { perSecond: 20, burst: 100 },
  remote: { perSecond: 5, burst: 20 },
  viewer: { perSecond: 40, burst: 200 },
};

export type Admitted =
  | { ok: true; leave(): void }
  /** HTTP status: too many requests, or no place. */
  | { ok: false; status: 429 | 503; why: string };

export class Admission {
  private readonly connected: Record<Role, number> = { speaker: 0, remote: 0, viewer: 0 };
  private readonly rates: Record<Role, Rate>;

  constructor(now?: () => number) {
    const rate = (role: Role) => new Rate(HANDSHAKES[role].perSecond, HANDSHAKES[role].burst, now);
    this.rates = { speaker: rate('speaker'), remote: rate('remote'), viewer: rate('viewer') };
  }

  get peers(): number {
    return Object.values(this.connected).reduce((sum, count) => sum + count, 0);
  }

  /** One place for one page of this role; `leave` gives it back, once. */
  take(role: Role): Admitted {
    if (this.connected[role] >= PLACES[role]) {
      return { ok: false, status: 503, why: `${PLACES[role]} pages of a ${role} are connected already` };
    }
    if (!this.rates[role].take()) {
      return { ok: false, status: 429, why: `too many handshakes of a ${role}; come back in a second` };
    }
    this.connected[role]++;
    let inside = true;
    return {
      ok: true,
      leave: () => {
        if (inside) this.connected[role]--;
        inside = false;
      },
    };
  }
}
