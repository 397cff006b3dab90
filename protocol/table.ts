// The table of messages: a row for each kind that travels on the socket, page to server and server to page.
// message.ts derives types, parser and rights from it; the dispatch and the tests of every kind follow from those.
import * as v from 'valibot';
import { Id } from './demo.ts';
import { ChangeJson, DocumentUpdate, MAX_CHANGES, Verdict } from './document.ts';
import { MAX_INPUT_CHARS } from './input.ts';
import { Loss, Readiness, SourceView } from './pane.ts';
import { Position, PressKey } from './position.ts';
import { ROLES, type Role } from './role.ts';
import { StepAct, StepView } from './step.ts';

/** A page's own number for one attached terminal; it is free again after `detach`. */
const Channel = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));
/** Names one life of a pane's shell, or one loaded page: 1 to 64 letters, digits, `.`, `-` and `_`. */
const Name = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/));
/** A running number or an offset in bytes. */
const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

type Row = { fields: v.ObjectEntries };

/** A kind of message that a page sends. What the server does with it is the handler of its kind in server/peer. */
type FromPage = Row & {
  /** Who may send it; anybody else is refused. */
  by: readonly Role[];
  /** Somebody does something in this page: a remote's presses go where that was last. */
  use: boolean;
};

const SPEAKER = ['speaker'] as const;
/** A viewer attaches to what runs, and reads files; the server starts nothing for it. */
const LOOKING = ['speaker', 'viewer'] as const;
const REMOTE = ['speaker', 'remote'] as const;

/** Page to server. A new kind needs a row here, and a handler. */
export const FROM_PAGE = {
  /**
   * Attach to a pane's session; it starts when nobody has started it. `page` names the loaded page, so that what it
   * typed is taken once. `have` is what a page that comes back shows already: all of `session`'s output before
   * `offset`, or of that session something that cannot be continued (`offset` null).
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
      /** Counts this page's inputs into this pane from 1: sent again after a reconnection, each is taken once. */
      n: Count,
    },
  },
  /** The page has parsed this frame and all earlier ones of the channel. */
  ack: { by: LOOKING, use: false, fields: { ch: Channel, seq: Count } },
  /** Asks for a sign of life: `pong`. */
  ping: { by: ROLES, use: false, fields: {} },
  /** Start a new shell in a pane whose shell has exited or was lost. */
  restart: { by: SPEAKER, use: true, fields: { ch: Channel } },
  step: { by: SPEAKER, use: true, fields: { demo: Id, step: Id, act: StepAct } },
  /** Show a file that is edited on a slide, and every change of it; again after each reconnection. */
  open: { by: LOOKING, use: false, fields: { demo: Id, file: Id } },
  shut: { by: LOOKING, use: false, fields: { demo: Id, file: Id } },
  /** Changes that were made to version `from` of it by `page`. They come back in `updates`, in the order of all. */
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
  /** `catch-up`: make the file what it should be after the steps so far. `back`: as it was before that. */
  rescue: {
    by: SPEAKER,
    use: true,
    fields: { demo: Id, file: Id, act: v.picklist(['catch-up', 'back']) },
  },
  /** End the demo's panes and set its steps back to waiting. */
  reset: { by: SPEAKER, use: true, fields: { demo: Id } },
  /** This page has moved; the others follow. */
  at: { by: SPEAKER, use: true, fields: { at: Position } },
  /** The speaker turned a pane to its recording, or back. */
  source: { by: SPEAKER, use: true, fields: SourceView.entries },
  /** A remote's button. One of the speaker's pages gets it, and does what its own key does. */
  press: { by: REMOTE, use: false, fields: { key: PressKey } },
} as const satisfies Record<string, FromPage>;

/** A kind of message that the server sends. What is left out of it for a role is in server/peer/roles.ts. */
type FromServer = Row & {
  /** Who is shown it. */
  to: readonly Role[];
};

/** Server to page. A new kind needs a row here, a line in server/peer/roles.ts, and one in deck/link. */
export const FROM_SERVER = {
  welcome: {
    to: ROLES,
    fields: {
      version: v.number(),
      /** What this page is taken for. */
      role: v.picklist(ROLES),
      network: v.picklist(['stage', 'lab', 'none']),
      at: v.nullable(Position),
      demos: v.array(v.strictObject({ id: Id, readiness: Readiness })),
      steps: v.array(StepView),
      /** Panes that the speaker has turned; the others show what is there. */
      sources: v.array(SourceView),
    },
  },
  /**
   * `resumed`: output goes on at `offset`, behind what the page has; else a screen's frame follows. `input` is the
   * last of the page's inputs that has been taken.
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
  /** What the page shows is the end of that session. `restart` starts another one. */
  lost: { to: LOOKING, fields: { ch: Channel, why: Loss } },
  /** Nobody has started the pane, and this page may not: it is attached when somebody has. */
  unstarted: { to: LOOKING, fields: { ch: Channel } },
  refused: { to: LOOKING, fields: { ch: Channel, why: v.string(), fix: v.string() } },
  /** The shell has ended. `status` is its exit status, or null when it was ended by a signal or by the deck. */
  exit: { to: LOOKING, fields: { ch: Channel, status: v.nullable(v.number()) } },
  step: { to: LOOKING, fields: StepView.entries },
  /** The step was not begun: its pane is busy. Asking to skip within a second skips it. */
  held: { to: SPEAKER, fields: { demo: Id, step: Id, why: v.string() } },
  readiness: { to: LOOKING, fields: { demo: Id, readiness: Readiness } },
  at: { to: ROLES, fields: { at: Position } },
  /** For viewers; the speaker's own windows tell each other. */
  source: { to: LOOKING, fields: SourceView.entries },
  /** To exactly one of the speaker's pages: a remote's button. */
  press: { to: SPEAKER, fields: { key: PressKey } },
  /** The file as it stands, or null while there is none; what went before is void. */
  document: {
    to: LOOKING,
    fields: {
      demo: Id,
      file: Id,
      at: v.nullable(v.strictObject({ version: Count, text: v.string() })),
    },
  },
  /** Changes that make version `from` the next ones. */
  updates: {
    to: LOOKING,
    fields: { demo: Id, file: Id, from: Count, updates: v.array(DocumentUpdate) },
  },
  verdict: { to: LOOKING, fields: { demo: Id, file: Id, verdict: Verdict } },
  /** What the file should be after the steps so far. `back`: a catching up can be taken back. */
  checkpoint: {
    to: SPEAKER,
    fields: { demo: Id, file: Id, step: v.nullable(Id), text: v.string(), back: v.boolean() },
  },
  pong: { to: ROLES, fields: {} },
  /** Something this page sent was refused; nothing else was affected. */
  error: { to: ROLES, fields: { why: v.string() } },
} as const satisfies Record<string, FromServer>;
