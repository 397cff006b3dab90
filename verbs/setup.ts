// `npm run setup`: sets up what the demos need, in the foreground, and prints the result.
import { flag, placeOf, TALK } from './option.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'setup',
  help: 'Sets up what the demos need, in the foreground; without --talk also what the tests need.',
  options: { yes: flag('use sudo apt-get without asking'), talk: TALK },
  async run({ yes, talk }) {
    const [{ openTalk }, { foregroundSetup }] = await Promise.all([
      import('../talk/load.ts'),
      import('../server/setup/foreground.ts'),
    ]);
    const source = await openTalk(placeOf(talk));
    return (await foregroundSetup(yes, source, talk === undefined ? 'all' : 'demos')) ? 0 : 1;
  },
});
