// Prints the set-up's progress: a line when a part changes state, and one now and then while it works.
import type { PartId, PartView } from './part.ts';
import type { Setup } from './setup.ts';

/** Least time between two lines about how far a part is, in milliseconds. */
const CALM_MS = 10_000;

/** One line about one part, without colour. */
export function partLine({ title, state, line, ...rest }: PartView): string {
  const fix = 'fix' in rest && rest.fix ? `\n${' '.repeat(30)}fix: ${rest.fix}` : '';
  return `${title.padEnd(18)} ${state.padEnd(8)}  ${line}${fix}`.trimEnd();
}

/** Prints changes until disposed. Parts that had nothing to do get a line only with `all`. */
export function printProgress(setup: Setup, print: (line: string) => void, all = false): () => void {
  const fixes = new Set<string>();
  const shown = new Map<PartId, { state: string; line: string; at: number }>();
  const look = () => {
    for (const view of setup.parts()) {
      const before = shown.get(view.id);
      const changed = before?.state !== view.state;
      if (view.state === 'waiting') continue;
      // That it waits for another one may be the last news for minutes.
      const calm = !view.line.startsWith('waiting for ') && Date.now() - (before?.at ?? 0) < CALM_MS;
      if (!changed && (view.line === before.line || calm)) continue;
      const quiet = !all && view.state === 'done' && before === undefined;
      shown.set(view.id, { state: view.state, line: view.line, at: Date.now() });
      if (quiet) continue;
      // Several parts may fail with the same fix: it is printed once.
      const { fix, ...bare } = { fix: undefined, ...view };
      print(partLine(fix !== undefined && fixes.has(fix) ? (bare as PartView) : view));
      if (fix !== undefined) fixes.add(fix);
    }
  };
  const off = setup.onChange(look);
  look();
  return off;
}
