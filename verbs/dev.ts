// `npm run dev`: opens the deck for writing; every change shows at once.
import { placeOf } from './option.ts';
import { NO_SHARE, SERVING } from './serving.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'dev',
  help: 'Opens the deck for writing: every change shows at once; the slide and the terminals stay.',
  options: { ...SERVING, share: NO_SHARE },
  async run({ 'no-open': quiet, grace: graceMs, talk, ...options }) {
    const { startDeck } = await import('../server/main.ts');
    await startDeck({ ...options, place: placeOf(talk), graceMs, open: !quiet, dev: true });
    return undefined;
  },
});
