// The contract between a terminal and what speaks through it: a live session or a recording. Drives nothing.
import type { Loss, PaneRef, Reason } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';

/** What a terminal is to its viewer. */
export type PaneStatus =
  /** `doing` is one word for the frame; `note` says more in the empty pane, such as what the set-up is at. */
  | {
      state: 'connecting';
      doing: 'connecting' | 'reconnecting' | 'starting' | 'preparing' | 'not started';
      note?: string;
    }
  | { state: 'live' }
  /**
   * The shell has ended; `status` is null when a signal or the deck ended it. `lost`: its end was not seen, because
   * the server was started anew, or nobody watched for too long.
   */
  | { state: 'exited'; status: number | null; lost?: Loss }
  | { state: 'replay' }
  | { state: 'unavailable'; reason: Reason };

/** What a driver tells its terminal, in order. */
export type DriverEvent =
  | { kind: 'status'; status: PaneStatus }
  /** More output. `parsed` is called when the terminal has worked it in. */
  | { kind: 'output'; data: Uint8Array | string; parsed?: () => void }
  /**
   * The server's screen, in the form of screen, and the output of which it has not seen the end. `shown` is
   * called when it is there, with what was wrong if it could not be.
   */
  | { kind: 'screen'; data: Uint8Array; tail: Uint8Array; shown(fault?: Error): void }
  /** Replaces everything the terminal shows, scrollback included. */
  | { kind: 'replace'; data: Uint8Array | string; parsed?: () => void };

export type Emit = (event: DriverEvent) => void;

/** One pane, opened. After `dispose` it emits nothing more. */
export type Driver = {
  /** Keys and pastes of the speaker, as a terminal encodes them. */
  input(data: string): void;
  /** Starts a new shell where the last one has exited. */
  restart(): void;
  dispose(): void;
};

/** A driver is a function that opens a pane; the first events may come before it returns. */
export type OpenDriver = (ref: PaneRef, emit: Emit) => Driver;

/** The pane that a step is typed into, if the talk has it. */
export function paneOfStep(talk: PublicTalk, demo: string, step: string): PaneRef | undefined {
  const found = talk.demos.find((d) => d.id === demo)?.steps.find((s) => s.id === step);
  return found && { demo, pane: found.pane };
}
