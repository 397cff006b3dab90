// How much time has passed, in all and per section, compared with the budgets; has no clock of its own.
import type { Section } from '../../protocol/talk.ts';

/** What is saved about a running talk; times in milliseconds since the epoch. */
export type Timer =
  | { state: 'waiting' }
  /** `since`: when the current section began. `spent`: milliseconds in each section before that. */
  | { state: 'running'; startedAt: number; section: string; since: number; spent: Record<string, number> };

export type Pace = {
  /** Milliseconds since the first Next. */
  elapsed: number;
  inSection: number;
  /** Minutes, from talk.ts; null outside any section. */
  budget: { min: number; max: number } | null;
  /** `over` when the section has used more than its longest budget. */
  state: 'waiting' | 'within' | 'over';
};

/** The timer after the deck has come to a section. A move starts it, and it never stops. */
export function arrive(timer: Timer, section: string, moved: boolean, now: number): Timer {
  if (timer.state === 'waiting') {
    return moved ? { state: 'running', startedAt: now, section, since: now, spent: {} } : timer;
  }
  if (timer.section === section) return timer;
  const before = timer.spent[timer.section] ?? 0;
  const spent = { ...timer.spent, [timer.section]: before + now - timer.since };
  return { ...timer, section, since: now, spent };
}

export function pace(timer: Timer, sections: readonly Section[], section: string, now: number): Pace {
  const budget = sections.find((s) => s.id === section)?.budget ?? null;
  if (timer.state === 'waiting') return { elapsed: 0, inSection: 0, budget, state: 'waiting' };
  const inSection = (timer.spent[section] ?? 0) + (timer.section === section ? now - timer.since : 0);
  const over = budget !== null && inSection > budget.max * 60_000;
  return { elapsed: now - timer.startedAt, inSection, budget, state: over ? 'over' : 'within' };
}

/** Like `4:05`, or `1:02:03` from one hour on. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A timer older than this, in milliseconds, is from an earlier talk. */
const STALE_MS = 6 * 3_600_000;

/** Reads a saved timer; a new one if it is damaged or older than {@link STALE_MS}. */
export function readTimer(text: string | null, now: number): Timer {
  try {
    const timer = JSON.parse(text ?? '') as Timer;
    const sound =
      timer.state === 'running' &&
      [timer.startedAt, timer.since].every(Number.isFinite) &&
      now - timer.startedAt < STALE_MS &&
      typeof timer.section === 'string' &&
      typeof timer.spent === 'object';
    return sound ? timer : { state: 'waiting' };
  } catch {
    return { state: 'waiting' };
  }
}
