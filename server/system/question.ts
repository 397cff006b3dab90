// A question on the terminal: while it is open, Ctrl-C declines it; at any other time Ctrl-C ends the deck.

/** How long after Ctrl-C it may come once more, in ms: npm passes it on to the deck, which has it from the terminal. */
const SAME_KEY_MS = 200;

export type Question = {
  /** Whether Ctrl-C was the answer. */
  readonly declined: boolean;
  close(): void;
};

const open = new Set<{ declined: boolean }>();
let taken = Number.NEGATIVE_INFINITY;

/** Takes Ctrl-C as the answer no, until `close`. */
export function openQuestion(): Question {
  const question = { declined: false, close: () => void open.delete(question) };
  open.add(question);
  return question;
}

/** For the handler of SIGINT. @returns whether it was an answer. */
export function takesInterrupt(): boolean {
  if (performance.now() - taken < SAME_KEY_MS) return true;
  if (open.size === 0) return false;
  taken = performance.now();
  for (const question of open) question.declined = true;
  return true;
}
