// Keeps the recordings at the deck's place: shows the last step passed, or plays it.
import type { RevealApi } from 'reveal.js';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { Recordings } from '../drivers/replay.ts';
import { passedSteps } from './fragments.ts';

/**
 * Moves the recordings on the current slide to the last step that the deck has passed.
 * @param play whether to play that step instead of showing its end.
 */
export function followRecordings(
  deck: RevealApi,
  talk: PublicTalk,
  recordings: Recordings,
  play: boolean,
): void {
  const slide = deck.getCurrentSlide();
  const slides = deck.getSlidesElement();
  if (!slides) return;
  for (const { id } of talk.demos) {
    if (!slide.querySelector(`:is(deck-terminal, deck-editor)[demo="${CSS.escape(id)}"]`)) continue;
    const recording = recordings.of(id);
    const step = passedSteps(slides, slide, id).at(-1) ?? null;
    if (recording.at().step === step) continue;
    if (!(play && step !== null && recording.play(step))) recording.seek(step);
  }
}
