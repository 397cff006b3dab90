// Feeds an editor from one file of the talk: opens it over the link, and again after each reconnection.
import type { DocumentUpdate, Verdict } from '../../protocol/document.ts';
import type { Readiness } from '../../protocol/pane.ts';
import type { Link } from '../link/link.ts';

/** One file of one demo, by their ids in talk.ts. */
export type FileRef = { demo: string; file: string };

/** What the file should be by now; only the speaker's pages get it. */
export type Wanted = { step: string | null; text: string; back: boolean };

/** What happens to an open file, in order. */
export type FileEvent =
  | { kind: 'connecting'; doing: 'connecting' | 'reconnecting' | 'preparing'; note?: string }
  /** The whole text, or null while there is no file. `again`: the page had missed something before. */
  | { kind: 'document'; at: { version: number; text: string } | null; again: boolean }
  | { kind: 'updates'; from: number; updates: DocumentUpdate[] }
  | { kind: 'verdict'; verdict: Verdict }
  | { kind: 'wanted'; wanted: Wanted };

export type OpenedFile = {
  /** Asks for the whole text. */
  again(): void;
  dispose(): void;
};

/** Opens a file when its demo is live. After `dispose` nothing more is emitted. */
export function openFile(link: Link, ref: FileRef, emit: (event: FileEvent) => void): OpenedFile {
  const { demo, file } = ref;
  let open = false;
  let lost = false;
  const ask = () => {
    open = link.send({ t: 'open', demo, file });
  };
  const follow = (readiness: Readiness | undefined) => {
    if (open) return;
    if (readiness?.state === 'live') return ask();
    if (readiness?.state === 'preparing')
      emit({ kind: 'connecting', doing: 'preparing', note: readiness.doing });
    else emit({ kind: 'connecting', doing: lost ? 'reconnecting' : 'connecting' });
  };
  const off = link.on((event) => {
    if (event.kind === 'state') {
      if (event.state === 'reconnecting') {
        open = false;
        lost = true;
        emit({ kind: 'connecting', doing: 'reconnecting' });
      }
      if (event.state === 'open') follow(link.readiness(demo));
      return;
    }
    const { message } = event;
    if (!('demo' in message) || message.demo !== demo) return;
    if (message.t === 'readiness') return follow(message.readiness);
    if (!('file' in message) || message.file !== file || !open) return;
    switch (message.t) {
      case 'document':
        emit({ kind: 'document', at: message.at, again: lost });
        lost = false;
        return;
      case 'updates':
        return emit({ kind: 'updates', from: message.from, updates: message.updates });
      case 'verdict':
        return emit({ kind: 'verdict', verdict: message.verdict });
      case 'checkpoint': {
        const { step, text, back } = message;
        return emit({ kind: 'wanted', wanted: { step, text, back } });
      }
      default:
        message satisfies never;
    }
  });
  emit({ kind: 'connecting', doing: 'connecting' });
  follow(link.readiness(demo));
  return {
    again() {
      lost = true;
      ask();
    },
    dispose() {
      off();
      if (open) link.send({ t: 'shut', demo, file });
    },
  };
}
