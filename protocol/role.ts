// Who a page is to the deck. What each of them may send and is shown stands in table.ts.

/**
 * `speaker`: everything. `remote`: next, previous and the turn to the recording, from a phone. `viewer`: looks, and
 * does nothing that others would notice. Those that may do more stand first.
 */
export const ROLES = ['speaker', 'remote', 'viewer'] as const;
export type Role = (typeof ROLES)[number];
