// What each role may send and what it is told: one table, asked for every message. Knows no tokens and no sockets.
import type { ClientMessage, Readiness, ServerMessage, StepView } from '../../protocol/message.ts';
import type { Role } from '../../protocol/role.ts';

type Kind = ClientMessage['t'];

/** A new kind of message is the speaker's alone until it is written down here. */
const MAY: Record<Exclude<Role, 'speaker'>, ReadonlySet<Kind>> = {
  remote: new Set<Kind>(['press', 'ping']),
  // A viewer attaches to what runs; Peer starts nothing for it. Files it reads.
  viewer: new Set<Kind>(['attach', 'detach', 'ack', 'ping', 'open', 'shut']),
};

/** What a remote hears: where the deck stands, and what came of its buttons. */
const REMOTE_HEARS: ReadonlySet<ServerMessage['t']> = new Set<ServerMessage['t']>([
  'welcome',
  'at',
  'pong',
  'error',
]);

export type Allowed = { ok: true } | { ok: false; why: string };

export function allows(role: Role, { t }: ClientMessage): Allowed {
  if (role === 'speaker' || MAY[role].has(t)) return { ok: true };
  return { ok: false, why: `a ${role} may not send ${t}; that is the speaker’s` };
}

/** The message as this role may read it, or null when it is not for it. */
export function shownTo(role: Role, message: ServerMessage): ServerMessage | null {
  if (role === 'speaker') return message;
  if (role === 'remote' && !REMOTE_HEARS.has(message.t)) return null;
  switch (message.t) {
    case 'welcome': {
      const demos = message.demos.map(({ id, readiness }) => ({ id, readiness: neutral(readiness) }));
      const hidden = role === 'remote' ? { steps: [], sources: [] } : {};
      return { ...message, demos, steps: message.steps.map(withoutReason), ...hidden };
    }
    case 'readiness':
      return { ...message, readiness: neutral(message.readiness) };
    case 'step':
      return { t: 'step', ...withoutReason(message) };
    case 'checkpoint':
      return null;
    case 'verdict': {
      const { verdict } = message;
      return verdict.is === 'unable' ? { ...message, verdict: { is: 'unchecked' } } : message;
    }
    case 'refused':
      return { ...message, why: 'not available', fix: '' };
    default:
      return message;
  }
}

/** What is missing on the speaker's machine, and what fixes it, is the speaker's to know. */
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

/** Why a step was not met is the speaker's to know, too. */
function withoutReason({ demo, pane, step, state }: StepView): StepView {
  return { demo, pane, step, state };
}
