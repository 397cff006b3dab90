// Who a page is to the deck. The words only: what each of them may do stands on the server (server/peer/roles.ts).

/**
 * `speaker`: everything. `remote`: next, previous and the turn to the recording, from a phone. `viewer`: looks, and
 * does nothing that others would notice.
 */
export type Role = 'speaker' | 'remote' | 'viewer';

/** Those that may do more stand first. */
export const ROLES: readonly Role[] = ['speaker', 'remote', 'viewer'];
