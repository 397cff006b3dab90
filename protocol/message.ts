// What travels on the socket: control messages as JSON text frames, output as binary frames. No transport here.
import * as v from 'valibot';
import { ChangeJson, type DocumentUpdate, MAX_CHANGES, type Verdict } from './document.ts';
import type { Role } from './role.ts';

/** Raised when the two sides stop understanding each other; a page with another version is told to reload. */
export const PROTOCOL_VERSION = 3;

/** Longest control message a page may send, in bytes; a pasted page of text fits, a flood does not. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** Longest single input message, in characters; larger pastes are cut into several by the page. */
export const MAX_INPUT_CHARS = 16 * 1024;

const Id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));
/** A page's own number for one attached terminal; it is free again after `detach`. */
const Channel = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));
/** Names one life of a pane's shell, or one loaded page: 1 to 64 letters, digits, `.`, `-` and `_`. */
const Name = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/));
/** A running number or an offset in bytes. */
const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const Index = v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(9999));

/** Where the deck stands: horizontal index, vertical index, fragment index (-1: none shown). */
export const Position = v.object({ h: Index, v: Index, f: Index });
export type Position = v.InferOutput<typeof Position>;

/**
 * `run`: begin the step, which is typed as a person would. `keys`: begin it, and type the next characters for each
 * `key` that the speaker presses. `complete`: finish its typing now. `skip`: leave it out.
 */
export const StepAct = v.picklist(['run', 'keys', 'key', 'complete', 'skip']);
export type StepAct = v.InferOutput<typeof StepAct>;

export const StepState = v.picklist(['waiting', 'typing', 'running', 'met', 'unmet', 'skipped']);
export type StepState = v.InferOutput<typeof StepState>;

/** What a remote has: the deck's keys PageDown, PageUp and F6. */
export const PressKey = v.picklist(['next', 'previous', 'failover']);
export type PressKey = v.InferOutput<typeof PressKey>;

/** Whether a pane shows its shell or its recording. */
export const PaneSource = v.picklist(['live', 'replay']);
export type PaneSource = v.InferOutput<typeof PaneSource>;

/** Page to server. */
export const ClientMessage = v.variant('t', [
  /**
   * Attach to a pane's session; it starts when nobody has started it. `page` names the loaded page, so that what it
   * typed is taken once. `have` is what a page that comes back shows already: all of `session`'s output before
   * `offset`, or of that session something that cannot be continued (`offset` null).
   */
  v.strictObject({
    t: v.literal('attach'),
    ch: Channel,
    demo: Id,
    pane: Id,
    page: Name,
    have: v.optional(v.strictObject({ session: Name, offset: v.nullable(Count) })),
  }),
  v.strictObject({ t: v.literal('detach'), ch: Channel }),
  v.strictObject({
    t: v.literal('input'),
    ch: Channel,
    data: v.pipe(v.string(), v.maxLength(MAX_INPUT_CHARS)),
    /** Counts this page's inputs into this pane from 1: sent again after a reconnection, each is taken once. */
    n: Count,
  }),
  /** The page has parsed this frame and all earlier ones of the channel. */
  v.strictObject({ t: v.literal('ack'), ch: Channel, seq: Count }),
  /** Asks for a sign of life: `pong`. */
  v.strictObject({ t: v.literal('ping') }),
  /** Start a new shell in a pane whose shell has exited or was lost. */
  v.strictObject({ t: v.literal('restart'), ch: Channel }),
  v.strictObject({ t: v.literal('step'), demo: Id, step: Id, act: StepAct }),
  /** Show a file that is edited on a slide, and hear of every change of it; again after each reconnection. */
  v.strictObject({ t: v.literal('open'), demo: Id, file: Id }),
  v.strictObject({ t: v.literal('shut'), demo: Id, file: Id }),
  /** Changes that were made to version `from` of it by `page`. They come back in `updates`, in the order of all. */
  v.strictObject({
    t: v.literal('edit'),
    demo: Id,
    file: Id,
    page: Name,
    from: Count,
    changes: v.pipe(v.array(ChangeJson), v.minLength(1), v.maxLength(MAX_CHANGES)),
  }),
  /** `catch-up`: make the file what it should be after the steps so far. `back`: as it was before that. */
  v.strictObject({ t: v.literal('rescue'), demo: Id, file: Id, act: v.picklist(['catch-up', 'back']) }),
  /** End the demo's panes and set its steps back to waiting. */
  v.strictObject({ t: v.literal('reset'), demo: Id }),
  /** This page has moved; the others follow. */
  v.strictObject({ t: v.literal('at'), at: Position }),
  /** The speaker turned a pane to its recording, or back. */
  v.strictObject({ t: v.literal('source'), demo: Id, pane: Id, source: PaneSource }),
  /** A remote's button. One of the speaker's pages is told, and does what its own key does. */
  v.strictObject({ t: v.literal('press'), key: PressKey }),
]);
export type ClientMessage = v.InferOutput<typeof ClientMessage>;

/** Each kind of message by its `t`: a variant tries one after the other. */
const KINDS = new Map<unknown, (typeof ClientMessage.options)[number]>(
  ClientMessage.options.map((kind) => [kind.entries.t.literal, kind]),
);

/** Whether a demo can run in front of people now, and if not, why and what fixes it. */
export type Readiness =
  | { state: 'live' }
  | { state: 'preparing'; doing: string }
  | { state: 'unavailable'; why: string; fix: string };

/** Why the session that a page showed is no more: the server started anew, or it ended while nobody watched. */
export type Loss = 'restarted' | 'ended';

export type SourceView = { demo: string; pane: string; source: PaneSource };

export type StepView = {
  demo: string;
  pane: string;
  step: string;
  state: StepState;
  /** Why an edit is unmet; the speaker's to see. */
  why?: string;
  /** What was typed where the step's own command could not be: its `instead`. */
  instead?: string;
};

/** Server to page. */
export type ServerMessage =
  | {
      t: 'welcome';
      version: number;
      /** What this page is taken for. */
      role: Role;
      network: 'stage' | 'lab' | 'none';
      at: Position | null;
      demos: { id: string; readiness: Readiness }[];
      steps: StepView[];
      /** Panes that the speaker has turned; the others show what is there. */
      sources: SourceView[];
    }
  /**
   * `resumed`: output goes on at `offset`, behind what the page has; else a snapshot frame follows. `input` is the
   * last of the page's inputs that has been taken.
   */
  | {
      t: 'attached';
      ch: number;
      session: string;
      cols: number;
      rows: number;
      offset: number;
      resumed: boolean;
      input: number;
    }
  /** What the page shows is the end of that session. `restart` starts another one. */
  | { t: 'lost'; ch: number; why: Loss }
  /** Nobody has started the pane, and this page may not: it is attached when somebody has. */
  | { t: 'unstarted'; ch: number }
  | { t: 'refused'; ch: number; why: string; fix: string }
  /** The shell has ended. `status` is its exit status, or null when it was ended by a signal or by the deck. */
  | { t: 'exit'; ch: number; status: number | null }
  | ({ t: 'step' } & StepView)
  /** The step was not begun: its pane is busy. Asking to skip within a second skips it. */
  | { t: 'held'; demo: string; step: string; why: string }
  | { t: 'readiness'; demo: string; readiness: Readiness }
  | { t: 'at'; at: Position }
  /** For viewers; the speaker's own windows tell each other. */
  | { t: 'source'; demo: string; pane: string; source: PaneSource }
  /** To exactly one of the speaker's pages: a remote's button. */
  | { t: 'press'; key: PressKey }
  /** The file as it stands, or null while there is none; what went before is void. */
  | { t: 'document'; demo: string; file: string; at: { version: number; text: string } | null }
  /** Changes that make version `from` the next ones. */
  | { t: 'updates'; demo: string; file: string; from: number; updates: DocumentUpdate[] }
  | { t: 'verdict'; demo: string; file: string; verdict: Verdict }
  /** What the file should be after the steps so far; the speaker's to see. `back`: a catching up can be taken back. */
  | { t: 'checkpoint'; demo: string; file: string; step: string | null; text: string; back: boolean }
  | { t: 'pong' }
  /** Something this page sent was refused; nothing else was affected. */
  | { t: 'error'; why: string };

/**
 * Decodes one control message of a page.
 * @throws Error naming the field that is wrong. Nothing of a refused message has any effect.
 */
export function parseClientMessage(text: string): ClientMessage {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Error('message is not JSON');
  }
  const kind = KINDS.get((raw as { t?: unknown } | null)?.t);
  const result = v.safeParse(kind ?? ClientMessage, raw);
  if (result.success) return result.output;
  const first = result.issues[0];
  throw new Error(`message refused: ${v.getDotPath(first) ?? 't'}: ${first.message}`);
}
