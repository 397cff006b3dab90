// A demo's readiness, from the state of the set-up's parts and of the lab.

import type { Demo } from '../../protocol/demo.ts';
import type { Readiness, Reason } from '../../protocol/pane.ts';

/** The state of the root part. */
export type LabState =
  | { state: 'opening' }
  | { state: 'open' }
  | { state: 'failed'; why: string; fix: string }
  | { state: 'none'; why: string; fix: string };

/** The state of one part of the set-up. */
export type PartState = {
  id: string;
  title: string;
  state: 'waiting' | 'working' | 'done' | 'failed' | 'skipped';
  line: string;
  fix?: string;
};

/**
 * A demo is live when all parts that it needs are done and, if it needs root, the lab is open. If not, the
 * readiness has the first reason.
 * @param plain what the system lacks for panes without root; it counts only for demos that don't need root.
 * @param refused why no terminal can be opened, or the demo's workspace can't be used.
 */
export function demoReadiness(
  demo: Demo,
  parts: readonly PartState[],
  lab: LabState,
  plain?: Reason,
  refused?: Reason,
): Readiness {
  if (plain && !demo.needs.includes('root')) return { state: 'unavailable', ...plain };
  if (refused) return { state: 'unavailable', why: refused.why, fix: refused.fix };
  if (demo.needs.includes('root') && (lab.state === 'failed' || lab.state === 'none')) {
    return { state: 'unavailable', why: lab.why, fix: lab.fix };
  }
  const needed = parts.filter((part) => demo.needs.some((need) => need === part.id));
  const broken = needed.find((part) => part.state === 'failed' || part.state === 'skipped');
  if (broken) {
    return {
      state: 'unavailable',
      why: `${broken.title}: ${broken.line}`,
      fix: broken.fix ?? 'npm run setup',
    };
  }
  const open =
    needed.find((part) => part.state === 'working') ?? needed.find((part) => part.state === 'waiting');
  if (open) return { state: 'preparing', doing: `${open.title}: ${open.line}` };
  if (demo.needs.includes('root') && lab.state === 'opening')
    return { state: 'preparing', doing: 'opening the lab' };
  return { state: 'live' };
}
