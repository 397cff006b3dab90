// Keeps the deck's windows at one place: tells where this one was moved to, and moves it silently after the others.
import type { RevealApi } from 'reveal.js';
import type { Position } from '../../protocol/position.ts';
import type { Link } from '../link/link.ts';
import { MOVES, onDeck } from '../page/on-deck.ts';
import type { Companions } from './companions.ts';

/** An answer that has not come after this many milliseconds will not come. */
const ECHO_MS = 2000;

/** What opened this page; it decides whose position counts when the two differ. */
export type Arrival = 'address' | 'reload' | 'plain';

/** A page opened at an address with a position goes there and takes the others along; any other one follows. */
export function arrival(): Arrival {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (navigation?.type === 'reload') return 'reload';
  return location.hash.length > 2 ? 'address' : 'plain';
}

/**
 * @param onMove called after every move; `play` when the deck was led one fragment on by another window.
 */
export function followOthers(
  deck: RevealApi,
  link: Link,
  companions: Companions,
  arrived: Arrival,
  onMove: (play: boolean) => void,
): void {
  let led = false;
  /** Led on by exactly one fragment: what the other window plays is played here, too. */
  let oneOn = false;
  let told: Position | null = null;
  /**
   * What was sent and not told back yet: the server tells every page, also the one that moved. Until its own last
   * move has come round, what others did came before it and is over.
   */
  let echoes: { at: Position; sent: number }[] = [];
  /** Moved by its own user while nobody could be told. */
  let untold = arrived === 'address';

  const here = (): Position => {
    const { h, v, f } = deck.getIndices();
    return { h: h ?? 0, v: v ?? 0, f: f ?? -1 };
  };
  const tell = () => {
    const at = here();
    if (told && samePosition(told, at)) return;
    told = at;
    // A viewer looks around for itself, until the next move takes it along.
    if (link.role() === 'viewer') return;
    if (link.state() === 'static') companions.tell({ t: 'at', at });
    else if (link.send({ t: 'at', at })) echoes.push({ at, sent: performance.now() });
    else untold = true;
  };
  const hear = (at: Position) => {
    const now = performance.now();
    echoes = echoes.filter(({ sent }) => now - sent < ECHO_MS);
    if (echoes.length === 0) return lead(at);
    if (samePosition(echoes[0]!.at, at)) echoes.shift();
  };
  const moved = () => {
    onMove(oneOn);
    if (!led) queueMicrotask(tell); // A slide and its fragments are one move.
  };
  const lead = (at: Position) => {
    const from = here();
    told = at;
    if (samePosition(from, at)) return;
    led = true;
    oneOn = from.h === at.h && from.v === at.v && at.f === from.f + 1;
    try {
      deck.slide(at.h, at.v, at.f);
    } finally {
      led = oneOn = false;
    }
    // A shorter deck (other slides in the other window) ends up elsewhere; that is no move of its user.
    told = here();
  };

  link.on((event) => {
    if (event.kind !== 'message') return;
    const { message } = event;
    if (message.t === 'at') hear(message.at);
    if (message.t !== 'welcome') return;
    echoes = [];
    if (untold || (message.at === null && !samePosition(here(), { h: 0, v: 0, f: -1 }))) {
      told = null;
      untold = false;
      tell();
    } else if (message.at) lead(message.at);
  });
  companions.on((message) => {
    if (message.t === 'at' && link.state() === 'static') lead(message.at);
  });
  onDeck(deck, MOVES, moved);
  told = here();
  onMove(false);
}

function samePosition(a: Position, b: Position): boolean {
  return a.h === b.h && a.v === b.v && a.f === b.f;
}
