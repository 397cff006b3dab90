// `npm run record`: runs the demos once for real and writes their casts and transcripts.
import { placeOf, TALK } from './option.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'record',
  help: "Runs every demo once for real and writes casts and transcripts to the talk's casts/.",
  words: { shown: '[DEMO …]', help: 'ids of demos; all when none is given' },
  options: { talk: TALK },
  async run({ talk }, only) {
    const { recordTalk } = await import('../server/record/record.ts');
    await recordTalk(placeOf(talk), only);
    return 0;
  },
});
