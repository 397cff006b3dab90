// The mode in which the speaker's own keys type a prepared edit: any key types its next characters.
import { Listeners } from '../../protocol/listeners.ts';
import type { StepState } from '../../protocol/step.ts';
import type { Link } from '../link/link.ts';
import type { Companions } from '../windows/companions.ts';
import type { StepStates } from './step-states.ts';

/** How long a requested step may take to begin, in ms; after that, keys type normally again. */
const BEGIN_MS = 2000;

type StepRef = { demo: string; step: string };

export type OwnKeys = {
  /** Whether keys type the prepared edit now. */
  readonly active: boolean;
  /** Makes keys type this step in all of the speaker's windows until it has ended. */
  begin(step: StepRef): void;
  /** Types the edit's next characters. */
  press(): void;
  /** Makes keys type normally again; the edit stays where it is. */
  stop(): void;
  on(listener: () => void): () => void;
};

export type OwnKeysWorld = {
  link: Pick<Link, 'send'>;
  states: Pick<StepStates, 'get' | 'on'>;
  companions: Pick<Companions, 'send' | 'on'>;
};

export function createOwnKeys({ link, states, companions }: OwnKeysWorld): OwnKeys {
  let step: StepRef | null = null;
  /** The step is requested and has not begun yet. */
  let early = false;
  /** It is held: it begins later, and keys wait for it. */
  let held = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Listeners();
  const become = (next: StepRef | null) => {
    step = next;
    early = next !== null && states.get(next.demo, next.step) === 'waiting';
    held = false;
    clearTimeout(timer);
    if (early) timer = setTimeout(() => early && become(null), BEGIN_MS);
    listeners.call();
  };
  const ended = (state: StepState) =>
    early ? state !== 'waiting' && state !== 'typing' : state !== 'typing';

  states.on((view) => {
    if (view.demo !== step?.demo || view.step !== step.step) return;
    if (early && view.state === 'waiting') {
      if (held && !view.held) return become(null);
      held = view.held !== undefined;
      if (held) clearTimeout(timer);
      return;
    }
    if (ended(view.state)) become(null);
    else if (view.state === 'typing') early = false;
  });
  companions.on((message) => {
    if (message.t === 'keys') become(message.step === null ? null : { ...message, step: message.step });
  });

  return {
    get active() {
      return step !== null;
    },
    begin({ demo, step: id }) {
      become({ demo, step: id });
      companions.send({ t: 'keys', demo, step: id });
    },
    press() {
      if (step) link.send({ t: 'step', demo: step.demo, step: step.step, act: 'key' });
    },
    stop() {
      if (!step) return;
      companions.send({ t: 'keys', demo: step.demo, step: null });
      become(null);
    },
    on: (listener) => listeners.add(listener),
  };
}
