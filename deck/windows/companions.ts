// Messages between the deck's windows in this browser, mainly about what the server doesn't know.

import { Listeners } from '../../protocol/listeners.ts';
import type { Source } from '../../protocol/pane.ts';
import type { Position } from '../../protocol/position.ts';

export type Companion =
  /** Only without a server; with one, positions go through it. */
  | { t: 'at'; at: Position }
  | { t: 'source'; demo: string; pane: string; source: Source }
  | { t: 'reset'; demo: string }
  | { t: 'completed'; demo: string }
  | { t: 'enlarged'; demo: string; pane: string; on: boolean }
  | { t: 'magnify'; demo: string; pane: string; direction: 1 | -1 }
  | { t: 'blank'; on: boolean }
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
