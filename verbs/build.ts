// `npm run build`: builds the static deck for any web server; it plays recordings of the demos.
import { join, relative } from 'node:path';
import { ROOT } from '../server/system/root.ts';
import { startedFrom } from '../talk/place.ts';
import { placeOf, TALK } from './option.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'build',
  help: "Builds the static deck for any web server into dist/; with --talk, into that talk's folder.",
  options: { talk: TALK },
  async run({ talk }) {
    const place = placeOf(talk);
    const dist = join(talk === undefined ? ROOT : place.dir, 'dist');
    const { buildPages } = await import('../server/door/pages.ts');
    await buildPages(place, dist, 'info');
    const [{ openTalk }, { recordingFaults }] = await Promise.all([
      import('../talk/load.ts'),
      import('../talk/recordings.ts'),
    ]);
    for (const fault of recordingFaults(place, await openTalk(place))) console.log(`warning: ${fault}`);
    console.log(`built ${relative(startedFrom(ROOT), dist) || dist}`);
    return 0;
  },
});
