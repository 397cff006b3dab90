// The roles of pages. What each role may send and gets is in table.ts.

/**
 * `speaker`: may do everything. `remote`, a phone: next, previous, and switch to the recording. `viewer`: looks, and
 * changes nothing. Roles that may do more come first.
 */
export const ROLES = ['speaker', 'remote', 'viewer'] as const;
export type Role = (typeof ROLES)[number];
