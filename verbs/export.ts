// `npm run export`: writes slides, notes and the cheat sheet as PDF.
import { join } from 'node:path';
import { ROOT } from '../server/system/root.ts';
import { startedFrom } from '../talk/place.ts';
import { choice, folder, placeOf, TALK } from './option.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'export',
  help: 'Writes slides.pdf, notes.pdf and cheat-sheet.pdf; needs Chromium or Chrome.',
  options: {
    talk: TALK,
    out: folder('DIR', 'where to write them; export/ unless given', undefined),
    theme: choice(['light', 'dark'], 'light unless given', 'light'),
  },
  async run({ talk, out, theme }) {
    const from = startedFrom(ROOT);
    const { exportTalk } = await import('../server/export/export.ts');
    await exportTalk(placeOf(talk), { out: out ?? join(from, 'export'), theme, from });
    return 0;
  },
});
