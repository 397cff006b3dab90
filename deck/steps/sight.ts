// A step as Next sees it: its state, and whether the server or a recording can show it now.
import type { RevealApi } from 'reveal.js';
import type { PaneRef } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import { paneOfStep } from '../drivers/driver.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { Link } from '../link/link.ts';
import type { StepSight } from './advance.ts';
import type { Sources } from './sources.ts';
import type { StepStates } from './step-states.ts';

type Seen = {
  talk: PublicTalk;
  link: Pick<Link, 'state' | 'readiness'>;
  sources: Pick<Sources, 'of'>;
  states: Pick<StepStates, 'view'>;
  recordings: Recordings;
  deck: Pick<RevealApi, 'getCurrentSlide'>;
};

/** Whether the pane on this slide shows that its shell has ended, or is lost. */
export function hasEnded(slide: Element, { demo, pane }: PaneRef): boolean {
  const terminal = `deck-terminal[demo="${CSS.escape(demo)}"][pane="${CSS.escape(pane)}"]`;
  return slide.querySelector(terminal)?.getAttribute('state') === 'exited';
}

export function sightOf(seen: Seen, { demo, step }: { demo: string; step: string }): StepSight {
  const { talk, link, sources, states, recordings } = seen;
  const ref = paneOfStep(talk, demo, step);
  const { state, held } = states.view(demo, step);
  const recording = recordings.of(demo);
  // One that is still being loaded will be there in a moment.
  const recorded = recording.has(step) || !recording.loaded;
  const sight = { demo, step, state, held, recorded };
  if (!ref || sources.of(ref) === 'replay') return { ...sight, reach: 'recording' };
  if (link.state() !== 'open') return { ...sight, reach: 'offline' };
  // Where there is no recording, the server starts another shell.
  const live =
    link.readiness(demo)?.state === 'live' && !(recorded && hasEnded(seen.deck.getCurrentSlide(), ref));
  return { ...sight, reach: live ? 'live' : 'recording' };
}
