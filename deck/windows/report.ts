// Reports from the mirror to the speaker's page around it: the place, the steps and the demos' readiness.
import type { RevealApi } from 'reveal.js';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { Link } from '../link/link.ts';
import type { Awake } from '../page/awake.ts';
import { MOVES, onDeck } from '../page/on-deck.ts';
import type { Aside } from '../steps/aside.ts';
import type { Failover } from '../steps/failover.ts';
import type { OwnKeys } from '../steps/own-keys.ts';
import type { Sources } from '../steps/sources.ts';
import type { StepStates } from '../steps/step-states.ts';
import { post } from './messages.ts';

export type Reported = {
  deck: RevealApi;
  talk: PublicTalk;
  link: Link;
  sources: Sources;
  states: StepStates;
  ownKeys: OwnKeys;
  failover: Failover;
  aside: Aside;
  awake: Pick<Awake, 'why' | 'on'>;
};

/** Reports now and after every change, at most once per task. */
export function reportToSpeaker(reported: Reported): void {
  const { deck, talk, link, sources, states, ownKeys, failover, aside, awake } = reported;
  const blocks = talk.demos.flatMap((demo) =>
    [...demo.panes, ...demo.files].map(({ id }) => ({ demo: demo.id, pane: id })),
  );
  const place = () => {
    const { h, v, f } = deck.getIndices();
    post(window.parent, {
      t: 'at',
      at: { h: h ?? 0, v: v ?? 0, f: f ?? -1 },
      slide: deck.getSlidePastCount() + 1,
      slides: deck.getTotalSlides(),
      demo: deck.getCurrentSlide()?.querySelector('deck-terminal, deck-editor')?.getAttribute('demo') ?? null,
    });
  };
  const status = () => {
    post(window.parent, {
      t: 'status',
      link: link.state(),
      demos: talk.demos.map(({ id }) => {
        const readiness = link.readiness(id);
        return readiness ? { id, readiness } : { id };
      }),
      steps: talk.demos.flatMap((demo) =>
        demo.steps.map(({ id, command, label }) => ({
          ...states.view(demo.id, id),
          command: shownCommand(deck, demo.id, id) ?? (command || label),
        })),
      ),
      sources: blocks.map((ref) => ({ ...ref, source: sources.of(ref) })),
      failures: blocks.flatMap((ref) => {
        const failure = sources.failure(ref);
        return failure ? [{ ...ref, ...failure }] : [];
      }),
      proposal: failover.proposal(),
      aside: aside.text,
      keys: ownKeys.active,
      drowsy: awake.why(),
    });
  };
  const placed = once(place);
  const changed = once(status);
  onDeck(deck, [...MOVES, 'sync'], placed);
  // A proposal is about the slide's steps.
  onDeck(deck, MOVES, changed);
  for (const part of [link, sources, states, ownKeys, failover, aside, awake]) part.on(changed);
  placed();
  changed();
}

/** The command as the slide shows it, with the stage's own names filled in. */
function shownCommand(deck: RevealApi, demo: string, step: string): string | null {
  const selector = `.deck-step[data-demo="${CSS.escape(demo)}"][data-step="${CSS.escape(step)}"] .deck-step-command`;
  return deck.getSlidesElement()?.querySelector(selector)?.textContent ?? null;
}

function once(run: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      run();
    });
  };
}
