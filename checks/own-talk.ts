// The talk in slides/, which this project's checks and tests use.
import type { Talk } from '../protocol/talk.ts';
import { ROOT } from '../server/system/root.ts';
import { openTalk } from '../talk/load.ts';
import { findTalk } from '../talk/place.ts';

/** @throws Error with one line per fault. */
export async function ownTalk(): Promise<Talk> {
  return openTalk(findTalk(ROOT, undefined, ROOT));
}
