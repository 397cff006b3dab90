// Why a demo, or one of its panes, can't run live now, for the speaker.
import type { RevealApi } from 'reveal.js';
import type { PaneRef } from '../../protocol/pane.ts';
import type { Held } from '../../protocol/step.ts';
import type { Link } from '../link/link.ts';
import { hasEnded } from './sight.ts';
import type { Sources } from './sources.ts';

/** A clause without a full stop; undefined if the demo is live. */
export function whyNotLive(link: Pick<Link, 'state' | 'readiness'>, demo: string): string | undefined {
  if (link.state() === 'static') return 'there is no server';
  if (link.state() !== 'open') return 'the server is away';
  const readiness = link.readiness(demo);
  if (readiness?.state === 'live') return undefined;
  if (readiness?.state === 'preparing') return `it is still being prepared (${readiness.doing})`;
  return readiness ? `${readiness.why}; fix: ${readiness.fix}` : 'the server does not know the demo';
}

type Shown = { deck: Pick<RevealApi, 'getCurrentSlide'>; sources: Pick<Sources, 'failure'> };

/** Why a step of a live demo is not typed into its pane. */
export function whyNotShown({ deck, sources }: Shown, ref: PaneRef | undefined, held?: Held): string {
  const failure = ref && sources.failure(ref);
  if (failure) return `${failure.why}; fix: ${failure.fix}`;
  if (held) return held.why;
  if (ref && hasEnded(deck.getCurrentSlide(), ref)) return 'the shell has ended';
  return 'its pane shows the recording';
}
