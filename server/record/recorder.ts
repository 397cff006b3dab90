// Records all panes of a demo on one clock: output and markers in, casts out.
import type { Cast, CastEvent, CastHeader } from '../../protocol/cast.ts';
import { keyOf } from '../../protocol/pane.ts';
import type { Session } from '../terminal/session.ts';

export class Recorder {
  private readonly start = performance.now();
  private readonly panes = new Map<string, { session: Session; events: CastEvent[] }>();

  /** Begins to record a pane; all panes share the recorder's clock. */
  watch(session: Session): void {
    const events: CastEvent[] = [];
    const decoder = new TextDecoder();
    this.panes.set(session.pane.id, { session, events });
    session.watch({
      output: (bytes) => {
        const data = decoder.decode(bytes, { stream: true });
        if (data) events.push({ at: this.now(), kind: 'output', data });
      },
    });
  }

  /** Adds a marker: the step begins now in `pane`. */
  mark(pane: string, step: string): void {
    this.panes.get(pane)?.events.push({ at: this.now(), kind: 'marker', data: step });
  }

  casts(demo: string, about: Omit<CastHeader, 'version' | 'width' | 'height' | 'pane'>): Map<string, Cast> {
    const casts = new Map<string, Cast>();
    for (const [id, { session, events }] of this.panes) {
      const header: CastHeader = {
        version: 2,
        width: session.pane.cols,
        height: session.pane.rows,
        title: `${demo}, ${session.pane.title}`,
        ...about,
        pane: keyOf(demo, id),
      };
      casts.set(id, { header, events: withoutNonce(events) });
    }
    return casts;
  }

  private now(): number {
    return (performance.now() - this.start) / 1000;
  }
}

/** Removes the shell's marks, which are for the live session; in a recording they would only reveal its nonce. */
function withoutNonce(events: readonly CastEvent[]): CastEvent[] {
  return events.map((event) =>
    event.kind === 'output' ? { ...event, data: event.data.replace(/\x1b\]133;[^\x07]*\x07/g, '') } : event,
  );
}
