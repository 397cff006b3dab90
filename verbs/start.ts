// `npm start`: opens the deck; its demos become live in the background.
import { placeOf } from './option.ts';
import { SERVING, SHARE } from './serving.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'start',
  help: 'Opens the deck; its demos become live in the background.',
  options: { ...SERVING, share: SHARE },
  async run({ 'no-open': quiet, grace: graceMs, talk, ...options }) {
    const { startDeck } = await import('../server/main.ts');
    await startDeck({ ...options, place: placeOf(talk), graceMs, open: !quiet, dev: false });
    return undefined;
  },
});
