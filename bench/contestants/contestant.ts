// The interface of all contestants: whether it can take part, its server, and pages with a terminal.
import type { BrowserContext, Page } from 'playwright-core';
import type { Pane } from '../pane.ts';

export type ContestantId = 'deck' | 'ttyd' | 'wetty' | 'baseline';

export type StartOptions = {
  port: number;
  /** Port for Node's inspector, for a contestant that runs on Node. */
  inspect?: number;
  /** Also lets viewers in, for a contestant that has viewers who can't type. */
  share?: boolean;
};

/** A running server, a new one for each measurement. */
export type Server = {
  pid: number;
  address: string;
  /** The address for viewers, if the server was started with `share`. */
  viewers?: string;
  /** Opens the terminal in a page, as its user would, and returns at once. */
  visit(page: Page): Promise<void>;
  /** Opens a new page; resolves when its terminal has the grid and shows a prompt. */
  open(context: BrowserContext): Promise<Pane>;
  /** A second terminal with a shell of its own, beside an open one. */
  openBeside(context: BrowserContext, first: Pane): Promise<Pane>;
  /** Ends the server and the rest of its process tree. */
  dispose(): Promise<void>;
};

export type Contestant = {
  id: ContestantId;
  /** Its name in the results. */
  title: string;
  runtime: 'node' | 'native';
  /** Installs what it needs, and prints that. @returns its version, or why it can't take part here. */
  prepare(print: (line: string) => void): Promise<{ version: string } | { missing: string }>;
  start(options: StartOptions): Promise<Server>;
};
