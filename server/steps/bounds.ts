// How long each part of a step may take, in milliseconds; no step stays in a state for longer.
export type Bounds = {
  /** A starting or interrupted shell until its prompt. */
  prompt: number;
  /** Until the next Ctrl-C to a running program: one between two programs of a command line is lost. */
  interrupt: number;
  /** The answer of a shell at its prompt: to Ctrl-C, to a person's Enter, to the question for its line. */
  answer: number;
  /** From Enter until the shell starts the command; after that, it counts as started. */
  start: number;
  /** Without output, until a program that waits for keys counts as up, or a shell without marks as at its prompt. */
  quiet: number;
  /** How long a question of a program may stand unanswered. */
  question: number;
  /** How much later than the command's end another pane may show what it should. */
  elsewhere: number;
  /** The echo of a program behind a `ready` pattern, which may be on another machine. */
  echo: number;
};

export const BOUNDS: Bounds = {
  prompt: 8000,
  interrupt: 700,
  answer: 400,
  start: 2000,
  quiet: 500,
  question: 3000,
  elsewhere: 2000,
  echo: 2000,
};
