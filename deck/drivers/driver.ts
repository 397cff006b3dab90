// The contract between a terminal and its driver: a live session or a recording.
import type { Loss, PaneRef, Reason } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';

/** A pane's state as its terminal shows it. */
export type PaneStatus =
  /** `doing` is short, for the frame; `note` is a sentence for the empty pane, such as what the set-up does now. */
  | {
      state: 'connecting';
      doing: 'connecting' | 'reconnecting' | 'starting' | 'preparing' | 'not started';
      note?: string;
    }
  | { state: 'live' }
  /**
   * The shell has ended; `status` is null if a signal or the deck ended it. `lost`: this page missed its end, because
   * the server was restarted or no page watched the pane for too long.
   */
  | { state: 'exited'; status: number | null; lost?: Loss }
  | { state: 'replay' }
  | { state: 'unavailable'; reason: Reason };

/** What a driver sends its terminal, in order. */
export type DriverEvent =
  | { kind: 'status'; status: PaneStatus }
  /** More output. The terminal calls `parsed` when it has parsed it. */
  | { kind: 'output'; data: Uint8Array | string; parsed?: () => void }
  /**
   * The server's screen, as screen/capture.ts writes it; `tail` is the unfinished end of the output behind it. The
   * terminal calls `shown` when it shows the screen, with `fault` if it can't.
   */
  | { kind: 'screen'; data: Uint8Array; tail: Uint8Array; shown(fault?: Error): void }
  /** Replaces everything the terminal shows, scrollback included. */
  | { kind: 'replace'; data: Uint8Array | string; parsed?: () => void };

export type Emit = (event: DriverEvent) => void;

/** One open pane. After `dispose` it emits nothing more. */
export type Driver = {
  /** The speaker's keys and pastes, as a terminal encodes them. */
  input(data: string): void;
  /** Starts a new shell if the last one has exited. */
  restart(): void;
  dispose(): void;
};

/** Opens a pane; the first events may come before it returns. */
export type OpenDriver = (ref: PaneRef, emit: Emit) => Driver;

/** The pane that a step is typed into; undefined if the talk has no such step. */
export function paneOfStep(talk: PublicTalk, demo: string, step: string): PaneRef | undefined {
  const found = talk.demos.find((d) => d.id === demo)?.steps.find((s) => s.id === step);
  return found && { demo, pane: found.pane };
}
