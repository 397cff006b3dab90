// The last thing that the deck has to say to the speaker alone; the speaker's page shows it.
import { Listeners } from '../../protocol/listeners.ts';
import type { Companions } from '../windows/companions.ts';

/** How long an aside stays, in ms: the speaker may be talking and look later. */
const STAYS_MS = 20_000;

export type Aside = {
  /** The aside of the moment; empty for none. */
  readonly text: string;
  /** Says it in all of the speaker's windows. */
  say(text: string): void;
  on(listener: () => void): () => void;
};

export function createAside(companions: Pick<Companions, 'send' | 'on'>): Aside {
  let text = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Listeners();
  const become = (next: string) => {
    clearTimeout(timer);
    if (next !== '') timer = setTimeout(() => become(''), STAYS_MS);
    if (next === text) return;
    text = next;
    listeners.call();
  };
  companions.on((message) => {
    if (message.t === 'aside') become(message.text);
  });
  return {
    get text() {
      return text;
    },
    say(next) {
      become(next);
      companions.send({ t: 'aside', text: next });
    },
    on: (listener) => listeners.add(listener),
  };
}
