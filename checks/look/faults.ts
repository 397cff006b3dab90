// The faults of a walk as lines with the slide's source; a fault in several fragments is one line.
import type { Sight } from './walk.ts';

type Seen = Pick<Sight, 'source' | 'shown' | 'fragments' | 'faults'>;

/** `slides/03-life.md:1 “Verifier” reaches 4 px out of its <rect> at the right (fragments 1, 2 of 4)` */
export function gather(sights: readonly Seen[], check?: string): string[] {
  const found = new Map<string, { states: number[]; fragments: number }>();
  for (const { source, shown, fragments, faults } of sights) {
    for (const fault of faults) {
      if (check && fault.check !== check) continue;
      const line = `${source} ${fault.words ? `“${fault.words}” ` : ''}${fault.what}`;
      const known = found.get(line);
      if (!known) found.set(line, { states: [shown], fragments });
      else if (!known.states.includes(shown)) known.states.push(shown);
    }
  }
  return [...found].map(([line, { states, fragments }]) =>
    fragments > 0 ? `${line} (shown: ${states.join(', ')} of ${fragments})` : line,
  );
}
