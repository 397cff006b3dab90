// The contract of all contestants: whether it can take part, its server, and pages with a terminal.
import type { BrowserContext, Page } from 'playwright-core';
import type { Pane } from '../pane.ts';

export type ContestantId = 'deck' | 'ttyd' | 'wetty' | 'baseline';

export type StartOptions = {
  port: number;
  /** Port for Node's inspector, on a contestant that runs on Node. */
  inspect?: number;
  /** Viewers may come as well, where a contestant tells them from the one who types. */
  share?: boolean;
};

/** A running server. Every measurement has one of its own. */
export type Server = {
  pid: number;
  address: string;
  /** What a viewer opens, of a server that was started to be shared. */
  viewers?: string;
  /** Leads a page to the terminal, as its user would come there, and returns at once. */
  visit(page: Page): Promise<void>;
  /** Opens a fresh page; resolves when its terminal has the grid and shows a prompt. */
  open(context: BrowserContext): Promise<Pane>;
  /** A second terminal with a shell of its own, beside an open one. */
  openBeside(context: BrowserContext, first: Pane): Promise<Pane>;
  /** Ends the server and whatever is left of its process tree. */
  dispose(): Promise<void>;
};

export type Contestant = {
  id: ContestantId;
  /** What the results call it, and where it is used in sentences. */
  title: string;
  runtime: 'node' | 'native';
  /** @returns its version, or why it can't take part here. Brings what it needs, with a line that says so. */
  prepare(print: (line: string) => void): Promise<{ version: string } | { missing: string }>;
  start(options: StartOptions): Promise<Server>;
};
