// Tries commands once in a pane of its own, so that what would fail on stage fails before a demo is called live.
import type { Demo } from '../../protocol/demo.ts';
import type { Reason } from '../../protocol/pane.ts';
import { PtyFault } from '../terminal/pty.ts';
import { type ShellGround, startScript } from './shell-start.ts';

/** One thing that a demo must be able to do on stage. */
export type Try = {
  /** A command line for bash, run in the project's folder; it prints what is wrong. */
  command: string;
  /** What helps when it fails and says that. */
  fix: string | ((said: string) => string);
};

/** How long the tries of a demo may take together, in ms; some 0.2 s are usual. */
const TRY_MS = 20_000;

/** The first try's exit status when it fails; the second one's is one more. Not a status of bash's own. */
const FIRST = 64;

/**
 * Opens a terminal as the demo's panes have it, and runs the commands there, one after the other.
 * @returns why the first one that fails does; undefined when all succeed. Never rejects.
 */
export async function tryInPane(
  ground: ShellGround,
  demo: Demo,
  tries: readonly Try[],
): Promise<Reason | undefined> {
  const pane = demo.panes[0];
  if (!pane) return undefined;
  const lines = tries.map(({ command }, index) => `( ${command} ) || exit ${FIRST + index}`);
  let status: number | null;
  let said: string;
  try {
    const session = startScript(ground, demo, pane, [...lines, 'exit 0', ''].join('\n'));
    status = await new Promise((resolve) => {
      const timer = setTimeout(() => session.finish(null), TRY_MS);
      session.watch({
        exit: (status) => {
          clearTimeout(timer);
          resolve(status);
        },
      });
    });
    said = reasonIn(session.text());
    session.dispose();
  } catch (error) {
    if (error instanceof PtyFault) return { why: error.why, fix: error.fix };
    return { why: `no pane can be opened: ${(error as Error).message}`, fix: 'npm start' };
  }
  if (status === 0) return undefined;
  const failed = tries[(status ?? 0) - FIRST];
  if (!failed) {
    const why = said || (status === null ? `no answer within ${TRY_MS / 1000} s` : `status ${status}`);
    return { why: `a pane can't be started: ${why}`, fix: 'npm start' };
  }
  const fix = typeof failed.fix === 'string' ? failed.fix : failed.fix(said);
  return { why: `tried in a pane: ${said || failed.command}`, fix };
}

/** An error where there is one; the last line else. */
function reasonIn(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.find((line) => /^error\b/.test(line)) ?? lines.at(-1)!).trim();
}
