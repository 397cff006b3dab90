// The conditions that are the same for every contestant: grid, scrollback, prompt, window.

/** Cells of every terminal. */
export const GRID = { cols: 120, rows: 30 } as const;

/** Rows above the screen: the deck's own number. */
export { SCROLLBACK_ROWS } from '../screen/fields.ts';

/** Every shell's prompt; no workload has a row that begins with it. */
export const PROMPT = '$ ';

/** The shell of every peer. The deck's own is `bash --noprofile --rcfile`, with its marks around the same prompt. */
export const SHELL = ['bash', '--norc'] as const;

/** CSS pixels of every page. */
export const WINDOW = { width: 1280, height: 720 } as const;
