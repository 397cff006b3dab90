// Messages between the deck's windows in this browser, mainly about what the server doesn't know.

import { Listeners } from '../../protocol/listeners.ts';
import type { Source } from '../../protocol/pane.ts';
import type { Position } from '../../protocol/position.ts';
import type { Held } from '../../protocol/step.ts';

/** A step that is held by the pages alone. */
export type Hold = { demo: string; step: string; held: Held };

/** Steps of a demo that have not run live, though the deck has passed them. */
export type Missing = { demo: string; steps: string[] };

export type Companion =
  /** Only while there is no line to the server; with one, positions go through it. */
  | { t: 'at'; at: Position }
  | { t: 'source'; demo: string; pane: string; source: Source }
  | { t: 'reset'; demo: string }
  | { t: 'completed'; demo: string }
  | { t: 'enlarged'; demo: string; pane: string; on: boolean }
  | { t: 'magnify'; demo: string; pane: string; direction: 1 | -1 }
  | { t: 'blank'; on: boolean }
  /** A step that only the pages hold; null when it is not held any more. */
  | { t: 'hold'; hold: Hold | null }
  /** F6 again runs these steps, since they did not run live; null ends that. */
  | { t: 'missing'; missing: Missing | null }
  /** For the speaker alone. */
  | { t: 'aside'; text: string }
  /** A key or a button was pressed in this window. */
  | { t: 'pressed'; command: string }
  /** The speaker's keys now type this edit; null ends that. */
  | { t: 'keys'; demo: string; step: string | null };

export type Companions = {
  send(message: Companion): void;
  on(listener: (message: Companion) => void): () => void;
};

/** @param base the page's address: decks in different folders of one server don't get each other's messages. */
export function createCompanions(base: string): Companions {
  const channel = new BroadcastChannel(`deck ${new URL('.', base).pathname}`);
  const listeners = new Listeners<[message: Companion]>();
  channel.onmessage = ({ data }: MessageEvent<Companion>) => listeners.call(data);
  return {
    send: (message) => channel.postMessage(message),
    on: (listener) => listeners.add(listener),
  };
}

/** For a preview: sends and receives nothing. */
export const noCompanions: Companions = { send() {}, on: () => () => {} };
