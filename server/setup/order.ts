// Which parts may start now, and which can't be done any more: a pure function of needs and states.
import { type Part, type PartId, type PartState, TITLES } from './part.ts';

export type Move =
  | { id: PartId; do: 'start' }
  /** It can't be done any more: a part that it needs failed or was skipped. */
  | { id: PartId; do: 'settle'; as: Extract<PartState, { state: 'failed' | 'skipped' }> };

/**
 * The moves that the states allow. A part starts when all that it needs is done and its lane is free; parts listed
 * earlier go first. A part that needs a failed part fails with the same fix; the others go on.
 */
export function nextMoves(
  parts: readonly Pick<Part, 'id' | 'needs' | 'lane'>[],
  stateOf: (id: PartId) => PartState,
): Move[] {
  const moves: Move[] = [];
  const busy = new Set(parts.filter(({ id }) => stateOf(id).state === 'working').map(({ lane }) => lane));
  for (const { id, needs, lane } of parts) {
    if (stateOf(id).state !== 'waiting') continue;
    const wanted = needs.filter((need) => parts.some((part) => part.id === need));
    const broken = wanted.find((need) => ['failed', 'skipped'].includes(stateOf(need).state));
    if (broken !== undefined) {
      moves.push({ id, do: 'settle', as: because(broken, stateOf(broken)) });
    } else if (!busy.has(lane) && wanted.every((need) => stateOf(need).state === 'done')) {
      busy.add(lane);
      moves.push({ id, do: 'start' });
    }
  }
  return moves;
}

function because(need: PartId, state: PartState): Extract<PartState, { state: 'failed' | 'skipped' }> {
  const fix = 'fix' in state && state.fix !== undefined ? state.fix : 'npm run setup';
  if (state.state === 'skipped') return { state: 'skipped', line: state.line, fix };
  return { state: 'failed', line: `needs ${TITLES[need] ?? need}, which failed`, fix };
}
