// A demo's recordings as one list of segments, one per step; replay.ts plays them.
import type { Cast } from '../../protocol/cast.ts';

/** Output of one pane. `after`: milliseconds since its segment began, with long pauses cut. */
export type Entry = { after: number; pane: string; data: string };

/** The output from one step's marker to the next marker in any pane. `step` is null before the first marker. */
export type Segment = { step: string | null; entries: Entry[]; duration: number };

/** Longer pauses are cut to this many milliseconds: waiting is dull to watch. */
const LONGEST_IDLE_MS = 1000;

/**
 * Joins the casts of a demo's panes, which share one clock.
 * The first segment is the output before the first step; it may be empty.
 */
export function buildTimeline(casts: ReadonlyMap<string, Cast>, longestIdleMs = LONGEST_IDLE_MS): Segment[] {
  const events = [...casts].flatMap(([pane, cast]) => cast.events.map((event) => ({ ...event, pane })));
  // The sort is stable: events of one pane at the same time keep their order.
  events.sort((a, b) => a.at - b.at);

  const segments: Segment[] = [{ step: null, entries: [], duration: 0 }];
  const seen = new Set<string>();
  let segment = segments[0]!;
  let clock = 0;
  let before: number | undefined;
  for (const event of events) {
    if (before !== undefined) clock += Math.min((event.at - before) * 1000, longestIdleMs);
    before = event.at;
    if (event.kind === 'output') {
      segment.entries.push({ after: clock, pane: event.pane, data: event.data });
      segment.duration = clock;
    } else if (!seen.has(event.data)) {
      // A step may have a marker in every pane's cast; the first one begins it.
      seen.add(event.data);
      segment = { step: event.data, entries: [], duration: 0 };
      segments.push(segment);
      clock = 0;
    }
  }
  return segments;
}

/** Everything a pane has printed by the end of segment `index`. */
export function outputUpTo(segments: readonly Segment[], index: number, pane: string): string {
  let out = '';
  for (const segment of segments.slice(0, index + 1)) {
    for (const entry of segment.entries) if (entry.pane === pane) out += entry.data;
  }
  return out;
}

/** The index of a step's segment, or -1 if the recording has no marker for it. */
export function segmentOf(segments: readonly Segment[], step: string): number {
  return segments.findIndex((segment) => segment.step === step);
}
