// What each role may send and see; checked for every message.
import {
  type ClientMessage,
  isShown,
  maySend,
  type ServerKind,
  type ServerMessage,
} from '../../protocol/message.ts';
import type { Readiness } from '../../protocol/pane.ts';
import type { Role } from '../../protocol/role.ts';
import type { StepView } from '../../protocol/step.ts';
import type { FROM_SERVER } from '../../protocol/table.ts';

export type Allowed = { ok: true } | { ok: false; why: string };

export function allows(role: Role, { t }: Pick<ClientMessage, 't'>): Allowed {
  if (maySend(role, t)) return { ok: true };
  return { ok: false, why: `a ${role} may not send ${t}` };
}

/** Kinds that also go to roles other than the speaker. */
type Shared = {
  [K in ServerKind]: (typeof FROM_SERVER)[K]['to'][number] extends 'speaker' ? never : K;
}[ServerKind];

type Neutral = {
  [K in Shared]: 'whole' | ((message: Extract<ServerMessage, { t: K }>, role: Role) => ServerMessage);
};

/** What other roles than the speaker see of each kind: all of it, or without what only the speaker may know. */
const NEUTRAL: Neutral = {
  welcome(message, role) {
    const demos = message.demos.map(({ id, readiness }) => ({ id, readiness: neutral(readiness) }));
    const hidden = role === 'remote' ? { steps: [], sources: [] } : {};
    return { ...message, demos, steps: message.steps.map(withoutReason), ...hidden };
  },
  attached: 'whole',
  lost: 'whole',
  unstarted: 'whole',
  refused: (message) => ({ ...message, why: 'not available', fix: '' }),
  exit: 'whole',
  step: ({ t, ...view }) => ({ t, ...withoutReason(view) }),
  readiness: (message) => ({ ...message, readiness: neutral(message.readiness) }),
  at: 'whole',
  source: 'whole',
  document: 'whole',
  updates: 'whole',
  verdict: (message) =>
    message.verdict.is === 'unable' ? { ...message, verdict: { is: 'unchecked' } } : message,
  pong: 'whole',
  error: 'whole',
};

/** The message as this role may see it, or null when the role doesn't get it. */
export function shownTo(role: Role, message: ServerMessage): ServerMessage | null {
  if (!isShown(role, message.t)) return null;
  if (role === 'speaker') return message;
  const part = NEUTRAL[message.t as Shared] as
    | 'whole'
    | ((message: ServerMessage, role: Role) => ServerMessage);
  return part === 'whole' ? message : part(message, role);
}

/** Hides what is missing on the speaker's machine, and what fixes it. */
function neutral(readiness: Readiness): Readiness {
  switch (readiness.state) {
    case 'live':
      return readiness;
    case 'preparing':
      return { state: 'preparing', doing: 'preparing' };
    case 'unavailable':
      return { state: 'unavailable', why: 'not available', fix: '' };
  }
}

/** Hides why a step was not met, and what it waits for. */
function withoutReason({ why, held, ...rest }: StepView): StepView {
  return rest;
}
