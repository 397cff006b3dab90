// Asks a question on this terminal that is answered by yes or no; Ctrl-C is a no.
import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal. @param enter what Enter alone means; yes unless given. */
export type Ask = (question: string, enter?: boolean) => Promise<boolean>;

/** @returns how to ask: always yes with `yes` or CI=true; undefined without a terminal. */
export function asker(yes: boolean): Ask | undefined {
  if (yes || process.env.CI === 'true') return async () => true;
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return undefined;
  return async (question, enter = true) => {
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    const declined = new AbortController();
    // Also at the end of input, Ctrl-D.
    for (const end of ['SIGINT', 'close'] as const) prompt.on(end, () => declined.abort());
    try {
      const choice = enter ? '[Y/n]' : '[y/N]';
      const answer = (await prompt.question(`${question} ${choice} `, { signal: declined.signal })).trim();
      return answer === '' ? enter : /^y(es)?$/i.test(answer);
    } catch {
      process.stdout.write('\n');
      return false;
    } finally {
      prompt.close();
    }
  };
}
