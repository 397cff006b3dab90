// `npm run help`: lists every verb with its options; README.md has the same list.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../server/system/root.ts';
import bench from './bench.ts';
import budget from './budget.ts';
import build from './build.ts';
import check from './check.ts';
import dev from './dev.ts';
import exported from './export.ts';
import look from './look.ts';
import { flag } from './option.ts';
import record from './record.ts';
import setup from './setup.ts';
import start from './start.ts';
import test from './test.ts';
import { UsageError, type Verb, verb } from './verb.ts';

/** README.md has the list between these lines. */
const MARKS = ['<!-- npm run help -->', '<!-- end of npm run help -->'] as const;

const self = verb({
  name: 'help',
  help: 'Lists all of these, or one, like --help after it; --version shows the version of the deck.',
  words: { shown: '[VERB]', help: 'only this one' },
  options: { readme: flag('write the list into README.md') },
  async run({ readme }, [name, ...more]) {
    if (readme) {
      const file = join(ROOT, 'README.md');
      writeFileSync(file, withList(readFileSync(file, 'utf8')));
      return 0;
    }
    const one = VERBS.find((verb) => verb.name === name);
    if ((name !== undefined && !one) || more.length > 0)
      throw new UsageError(`there is no verb ${[name, ...more].join(' ')}`);
    console.log((one ? [one] : VERBS).map((verb) => verb.usage()).join('\n'));
    return 0;
  },
});
export default self;

/** In the order in which people need them. */
export const VERBS: readonly Verb[] = [
  start,
  dev,
  setup,
  test,
  check,
  build,
  exported,
  record,
  budget,
  look,
  bench,
  self,
];

/**
 * README.md with the list as it should be.
 * @throws Error when the marks are gone.
 */
export function withList(readme: string, verbs: readonly Verb[] = VERBS): string {
  const [before, rest] = readme.split(MARKS[0]);
  const after = rest?.split(MARKS[1])[1];
  if (after === undefined) throw new Error(`README.md has no ${MARKS.join(' … ')}`);
  return `${before}${MARKS[0]}\n\`\`\`text\n${verbs.map((verb) => verb.usage()).join('\n')}\n\`\`\`\n${MARKS[1]}${after}`;
}
