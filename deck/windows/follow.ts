// Keeps the deck's windows on the same slide: sends this window's moves and follows those of the others.
import type { RevealApi } from 'reveal.js';
import type { Position } from '../../protocol/position.ts';
import type { Link } from '../link/link.ts';
import { MOVES, onDeck } from '../page/on-deck.ts';
import type { Companions } from './companions.ts';

/** After this many milliseconds an echo of our own move counts as lost. */
const ECHO_MS = 2000;

/** How this page was opened; decides which position counts when this page's and the server's differ. */
export type Arrival = 'address' | 'reload' | 'plain';

/** A page opened at an address with a position goes there and takes the others along; any other page follows. */
export function arrival(): Arrival {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (navigation?.type === 'reload') return 'reload';
  return location.hash.length > 2 ? 'address' : 'plain';
}

/**
 * @param onMove called after every move; `play` is true when another window moved this one forward by one fragment.
 */
export function followOthers(
  deck: RevealApi,
  link: Link,
  companions: Companions,
  arrived: Arrival,
  onMove: (play: boolean) => void,
): void {
  let following = false;
  /** Moved forward by exactly one fragment: what plays in the other window plays here, too. */
  let oneForward = false;
  /** The last position sent or received. */
  let last: Position | null = null;
  /**
   * Our own moves that the server has not echoed yet; it sends each move to every page, including the one that moved.
   * Until our last move is echoed, moves of others happened before it and are out of date.
   */
  let echoes: { at: Position; sent: number }[] = [];
  /** The user has moved this window, and the move could not be sent yet. */
  let unsent = arrived === 'address';

  const here = (): Position => {
    const { h, v, f } = deck.getIndices();
    return { h: h ?? 0, v: v ?? 0, f: f ?? -1 };
  };
  const send = () => {
    const at = here();
    if (last && samePosition(last, at)) return;
    last = at;
    // A viewer may look around alone; the speaker's next move takes it along again.
    if (link.role() === 'viewer') return;
    if (link.send({ t: 'at', at })) echoes.push({ at, sent: performance.now() });
    else {
      // The other windows go along also without a server.
      companions.send({ t: 'at', at });
      unsent = true;
    }
  };
  const receive = (at: Position) => {
    const now = performance.now();
    echoes = echoes.filter(({ sent }) => now - sent < ECHO_MS);
    if (echoes.length === 0) return follow(at);
    if (samePosition(echoes[0]!.at, at)) echoes.shift();
  };
  const moved = () => {
    onMove(oneForward);
    if (!following) queueMicrotask(send); // A slide and its fragments are one move.
  };
  const follow = (at: Position) => {
    const from = here();
    last = at;
    if (samePosition(from, at)) return;
    following = true;
    oneForward = from.h === at.h && from.v === at.v && at.f === from.f + 1;
    try {
      deck.slide(at.h, at.v, at.f);
    } finally {
      following = oneForward = false;
    }
    // If this window has fewer slides than the other, it stops earlier; its user did not cause that move.
    last = here();
  };

  link.on((event) => {
    if (event.kind !== 'message') return;
    const { message } = event;
    if (message.t === 'at') receive(message.at);
    if (message.t !== 'welcome') return;
    echoes = [];
    if (unsent || (message.at === null && !samePosition(here(), { h: 0, v: 0, f: -1 }))) {
      last = null;
      unsent = false;
      send();
    } else if (message.at) follow(message.at);
  });
  companions.on((message) => {
    if (message.t !== 'at' || link.state() === 'open' || link.role() === 'viewer') return;
    follow(message.at);
    // Whichever window is connected first brings this position to the server, whose own is older.
    unsent = true;
  });
  onDeck(deck, MOVES, moved);
  last = here();
  onMove(false);
}

function samePosition(a: Position, b: Position): boolean {
  return a.h === b.h && a.v === b.v && a.f === b.f;
}
