// What the speaker must know now: a step that is held, what F6 proposes, and the deck's last aside.
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { Held } from '../../protocol/step.ts';
import type { ToSpeaker } from '../windows/messages.ts';

export type Status = Extract<ToSpeaker, { t: 'status' }>;

/** What the next press does with a held step, as a clause. */
const NEXT: Record<Held['next'], string> = {
  type: 'Next types it now',
  skip: 'Next goes on without it',
  recording: 'Next shows its recording',
};

/** One sentence each, the most urgent first. */
export function cues(talk: PublicTalk, status: Status): string[] {
  const label = (demo: string, step: string) =>
    talk.demos.find(({ id }) => id === demo)?.steps.find(({ id }) => id === step)?.label ?? step;
  const all: string[] = [];
  for (const { demo, step, held } of status.steps)
    if (held) all.push(`${label(demo, step)} waits: ${held.why}. ${NEXT[held.next]}.`);
  const { proposal } = status;
  if (proposal?.kind === 'recording') {
    const why = proposal.why === undefined ? 'is not as expected' : `is not as expected: ${proposal.why}`;
    all.push(`${label(proposal.demo, proposal.step)} ${why}. F6 shows its recording.`);
  }
  if (proposal?.kind === 'give') {
    const labels = proposal.steps.map((step) => label(proposal.demo, step)).join(', ');
    all.push(`Did not run live: ${labels}. F6 again runs ${proposal.steps.length === 1 ? 'it' : 'them'}.`);
  }
  if (status.aside !== '') all.push(`${status.aside}.`);
  return all;
}
