// The table of messages: a row for each kind that goes over the socket, page to server and server to page.
// message.ts derives types, parsers, rights and the dispatch from it.
import * as v from 'valibot';
import { Id } from './demo.ts';
import { ChangeJson, DocumentUpdate, MAX_CHANGES, Verdict } from './document.ts';
import { MAX_INPUT_CHARS } from './input.ts';
import { Loss, Readiness, SourceView } from './pane.ts';
import { Position, PressKey } from './position.ts';
import { ROLES, type Role } from './role.ts';
import { Held, StepAct, StepView } from './step.ts';

/** A page's number for one attached terminal; free again after `detach`. */
const Channel = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));
/** The name of a session or of a loaded page: 1 to 64 letters, digits, `.`, `-` and `_`. */
const Name = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/));
/** A counter, or an offset in bytes. */
const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

type Row = { fields: v.ObjectEntries };

/** A kind of message that a page sends. The server's handlers are in server/peer. */
type FromPage = Row & {
  /** Which roles may send it. */
  by: readonly Role[];
  /** Whether it means that the speaker uses this page: a remote's presses go to the page used last. */
  use: boolean;
};

const SPEAKER = ['speaker'] as const;
/** A viewer attaches to running sessions and reads files; the server starts nothing for it. */
const LOOKING = ['speaker', 'viewer'] as const;
const REMOTE = ['speaker', 'remote'] as const;

/** Page to server. A new kind needs a row here, and a handler. */
export const FROM_PAGE = {
  /**
   * Attach to a pane's session, and start it if needed. `page` is the name of the loaded page, so that its input is
   * taken once. `have` is what a reconnecting page shows already: all of `session`'s output before `offset`; `offset`
   * is null when output can't continue what it shows.
   */
  attach: {
    by: LOOKING,
    use: false,
    fields: {
      ch: Channel,
      demo: Id,
      pane: Id,
      page: Name,
      have: v.optional(v.strictObject({ session: Name, offset: v.nullable(Count) })),
    },
  },
  detach: { by: LOOKING, use: false, fields: { ch: Channel } },
  input: {
    by: SPEAKER,
    use: true,
    fields: {
      ch: Channel,
      data: v.pipe(v.string(), v.maxLength(MAX_INPUT_CHARS)),
      /** Counts this page's inputs to this pane from 1, so that one sent again after a reconnection is taken once. */
      n: Count,
    },
  },
  /** The page has parsed this frame and all earlier ones of the channel. */
  ack: { by: LOOKING, use: false, fields: { ch: Channel, seq: Count } },
  /** Asks whether the server is still there; the answer is `pong`. */
  ping: { by: ROLES, use: false, fields: {} },
  /** Start a new shell in a pane whose shell has exited or is lost. */
  restart: { by: SPEAKER, use: true, fields: { ch: Channel } },
  step: { by: SPEAKER, use: true, fields: { demo: Id, step: Id, act: StepAct } },
  /** Type, quickly and in order, every step of the demo up to and with `step` that was not given live. */
  give: { by: SPEAKER, use: true, fields: { demo: Id, step: Id } },
  /** Send a file edited on a slide, and every change of it. Pages ask again after each reconnection. */
  open: { by: LOOKING, use: false, fields: { demo: Id, file: Id } },
  shut: { by: LOOKING, use: false, fields: { demo: Id, file: Id } },
  /** Changes by `page` to version `from`. They come back in `updates`, in the order in which the server took them. */
  edit: {
    by: SPEAKER,
    use: true,
    fields: {
      demo: Id,
      file: Id,
      page: Name,
      from: Count,
      changes: v.pipe(v.array(ChangeJson), v.minLength(1), v.maxLength(MAX_CHANGES)),
    },
  },
  /** `catch-up`: set the file to what it should be after the steps so far. `back`: undo that. */
  rescue: {
    by: SPEAKER,
    use: true,
    fields: { demo: Id, file: Id, act: v.picklist(['catch-up', 'back']) },
  },
  /** End the demo's panes and set its steps back to waiting. */
  reset: { by: SPEAKER, use: true, fields: { demo: Id } },
  /** This page has moved to another position; the others follow. */
  at: { by: SPEAKER, use: true, fields: { at: Position } },
  /** The speaker switched a pane to its recording, or back. */
  source: { by: SPEAKER, use: true, fields: SourceView.entries },
  /** A remote's button. One of the speaker's pages gets it, and acts as if its own key was pressed. */
  press: { by: REMOTE, use: false, fields: { key: PressKey } },
} as const satisfies Record<string, FromPage>;

/** A kind of message that the server sends. server/peer/roles.ts removes the fields that a role may not see. */
type FromServer = Row & {
  /** Which roles get it. */
  to: readonly Role[];
};

/** Server to page. A new kind needs a row here, a line in server/peer/roles.ts, and one in deck/link. */
export const FROM_SERVER = {
  welcome: {
    to: ROLES,
    fields: {
      version: v.number(),
      /** The role of this page. */
      role: v.picklist(ROLES),
      network: v.picklist(['stage', 'lab', 'none']),
      at: v.nullable(Position),
      demos: v.array(v.strictObject({ id: Id, readiness: Readiness })),
      steps: v.array(StepView),
      /** Panes that the speaker has switched; the others are not listed. */
      sources: v.array(SourceView),
    },
  },
  /**
   * `resumed`: output continues at `offset`, where the page stopped; otherwise a frame with a screen follows. `input`
   * is the number of the page's last input that was taken.
   */
  attached: {
    to: LOOKING,
    fields: {
      ch: Channel,
      session: Name,
      cols: v.number(),
      rows: v.number(),
      offset: Count,
      resumed: v.boolean(),
      input: Count,
    },
  },
  /** The session that the page shows is gone. `restart` starts a new one. */
  lost: { to: LOOKING, fields: { ch: Channel, why: Loss } },
  /** The pane has not been started, and this page may not start it. `attached` follows when somebody does. */
  unstarted: { to: LOOKING, fields: { ch: Channel } },
  refused: { to: LOOKING, fields: { ch: Channel, why: v.string(), fix: v.string() } },
  /** The shell has ended. `status` is its exit status; null when a signal or the deck ended it. */
  exit: { to: LOOKING, fields: { ch: Channel, status: v.nullable(v.number()) } },
  step: { to: LOOKING, fields: StepView.entries },
  /** The step can't begin, and is not remembered: the page that asked does what `next` says, at once or at Next. */
  held: { to: SPEAKER, fields: { demo: Id, step: Id, ...Held.entries } },
  readiness: { to: LOOKING, fields: { demo: Id, readiness: Readiness } },
  at: { to: ROLES, fields: { at: Position } },
  /** For viewers; the speaker's windows send it to one another directly. */
  source: { to: LOOKING, fields: SourceView.entries },
  /** A remote's button; goes to exactly one of the speaker's pages. */
  press: { to: SPEAKER, fields: { key: PressKey } },
  /** The file as it is now, or null while it doesn't exist; replaces everything sent before. */
  document: {
    to: LOOKING,
    fields: {
      demo: Id,
      file: Id,
      at: v.nullable(v.strictObject({ version: Count, text: v.string() })),
    },
  },
  /** Changes to version `from`, each of which makes the next version. */
  updates: {
    to: LOOKING,
    fields: { demo: Id, file: Id, from: Count, updates: v.array(DocumentUpdate) },
  },
  verdict: { to: LOOKING, fields: { demo: Id, file: Id, verdict: Verdict } },
  /** What the file should be after the steps so far. `back`: whether a catch-up can be undone. */
  checkpoint: {
    to: SPEAKER,
    fields: { demo: Id, file: Id, step: v.nullable(Id), text: v.string(), back: v.boolean() },
  },
  pong: { to: ROLES, fields: {} },
  /** Something that this page sent was refused, or failed. */
  error: { to: ROLES, fields: { why: v.string() } },
} as const satisfies Record<string, FromServer>;
