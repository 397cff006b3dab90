// Decides for each pane and each edited file whether it shows the live session or the recording.

import { Listeners } from '../../protocol/listeners.ts';
import { type PaneRef, paneKey, type Reason, type Source } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { Link } from '../link/link.ts';

export type Sources = {
  of(ref: PaneRef): Source;
  /** Sets the speaker's choice, which holds until the next one or a reset. */
  choose(ref: PaneRef, source: Source): void;
  /** Call when a live pane fails to open: its recording takes over until the demo is ready again. */
  failed(ref: PaneRef, reason: Reason): void;
  /** Why the live pane failed to open, if it did. */
  failure(ref: PaneRef): Reason | undefined;
  /** Forgets the choices for a demo's panes and their failures. */
  reset(demo: string): void;
  /** Calls the listener with each pane whose source has changed. */
  on(listener: (ref: PaneRef, source: Source) => void): () => void;
};

/**
 * @param shown whether the deck has shown steps of this demo that did not run. When such a demo becomes live, it stays
 * with its recording: its shell is one in which nothing has happened.
 */
export function createSources(
  talk: PublicTalk,
  link: Link,
  shown: (demo: string) => boolean = () => false,
): Sources {
  const chosen = new Map<string, Source>();
  const failures = new Map<string, Reason>();
  const listeners = new Listeners<[ref: PaneRef, source: Source]>();
  // A file counts as a pane: live is the file on disk, the recording is the prepared text.
  const panes: PaneRef[] = talk.demos.flatMap((d) =>
    [...d.panes, ...d.files].map(({ id }) => ({ demo: d.id, pane: id })),
  );

  const sourceOf = (ref: PaneRef): Source => {
    const key = paneKey(ref);
    const choice = chosen.get(key);
    if (link.state() === 'static') return 'replay';
    if (choice) return choice;
    if (failures.has(key)) return 'replay';
    return link.readiness(ref.demo)?.state === 'unavailable' ? 'replay' : 'live';
  };

  let known = new Map(panes.map((ref) => [paneKey(ref), sourceOf(ref)]));
  const compare = () => {
    const before = known;
    known = new Map(panes.map((ref) => [paneKey(ref), sourceOf(ref)]));
    for (const ref of panes) {
      const now = known.get(paneKey(ref))!;
      if (before.get(paneKey(ref)) === now) continue;
      listeners.call(ref, now);
    }
  };

  link.on((event) => {
    if (event.kind === 'message' && event.message.t === 'readiness') {
      const { demo, readiness } = event.message;
      if (readiness.state === 'live' && shown(demo)) stay(demo);
      if (readiness.state === 'live') forget(failures, demo);
    }
    compare();
  });
  const stay = (demo: string) => {
    for (const ref of panes) {
      if (ref.demo !== demo || known.get(paneKey(ref)) !== 'replay' || chosen.has(paneKey(ref))) continue;
      chosen.set(paneKey(ref), 'replay');
      link.send({ t: 'source', ...ref, source: 'replay' });
    }
  };
  const forget = (map: Map<string, unknown>, demo: string) => {
    for (const ref of panes) if (ref.demo === demo) map.delete(paneKey(ref));
  };

  return {
    of: sourceOf,
    choose(ref, source) {
      chosen.set(paneKey(ref), source);
      if (source === 'live') failures.delete(paneKey(ref));
      compare();
    },
    failed(ref, reason) {
      failures.set(paneKey(ref), reason);
      compare();
    },
    failure: (ref) => failures.get(paneKey(ref)),
    reset(demo) {
      forget(chosen, demo);
      forget(failures, demo);
      compare();
    },
    on: (listener) => listeners.add(listener),
  };
}
