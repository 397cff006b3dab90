// The deck's position, and the buttons of a remote.
import * as v from 'valibot';

const Index = v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(9999));

/** The deck's position: horizontal index, vertical index, fragment index (-1: none shown). */
export const Position = v.object({ h: Index, v: Index, f: Index });
export type Position = v.InferOutput<typeof Position>;

/** A remote's buttons: the same as the deck's keys PageDown, PageUp and F6. */
export const PressKey = v.picklist(['next', 'previous', 'failover']);
export type PressKey = v.InferOutput<typeof PressKey>;
