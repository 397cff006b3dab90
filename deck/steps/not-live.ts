// Why a demo can't run live now, for the speaker.
import type { Link } from '../link/link.ts';

/** A clause without a full stop; undefined if the demo is live. */
export function whyNotLive(link: Pick<Link, 'state' | 'readiness'>, demo: string): string | undefined {
  if (link.state() === 'static') return 'there is no server';
  if (link.state() !== 'open') return 'the server is away';
  const readiness = link.readiness(demo);
  if (readiness?.state === 'live') return undefined;
  if (readiness?.state === 'preparing') return `it is still being prepared (${readiness.doing})`;
  return readiness ? `${readiness.why}; fix: ${readiness.fix}` : 'the server does not know the demo';
}
