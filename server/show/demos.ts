// Which demos are live: from the set-up's parts and the lab's state to a readiness each. Starts and installs nothing.

import type { Demo } from '../../protocol/demo.ts';
import type { Readiness } from '../../protocol/pane.ts';

/** The root part's state, as far as demos care. */
export type LabState =
  | { state: 'opening' }
  | { state: 'open' }
  | { state: 'failed'; why: string; fix: string }
  | { state: 'none'; why: string; fix: string };

/** What the set-up says of one of its parts. */
export type PartState = {
  id: string;
  title: string;
  state: 'waiting' | 'working' | 'done' | 'failed' | 'skipped';
  line: string;
  fix?: string;
};

/**
 * A demo is live when the lab is open and every part it needs is done; else the first reason is named.
 * @param plain what the system lacks for a pane without root; such a demo knows no lab.
 */
export function demoReadiness(
  demo: Demo,
  parts: readonly PartState[],
  lab: LabState,
  plain?: { why: string; fix: string },
): Readiness {
  if (plain && !demo.needs.includes('root')) return { state: 'unavailable', ...plain };
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
