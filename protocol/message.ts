// Derived from the table of messages: types, parsers, which roles may send or get a kind, and the dispatch.
import * as v from 'valibot';
import type { Role } from './role.ts';
import { FROM_PAGE, FROM_SERVER } from './table.ts';

/** Raised when the two sides stop understanding each other; a page with another version asks for a reload. */
export const PROTOCOL_VERSION = 4;

/** The longest control message a page may send, in bytes: enough for a pasted page of text. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

type Table = Record<string, { fields: v.ObjectEntries }>;
type Schema<T extends string, F extends v.ObjectEntries> = v.StrictObjectSchema<
  { t: v.LiteralSchema<T, undefined> } & F,
  undefined
>;
type Schemas<T extends Table> = { [K in keyof T & string]: Schema<K, T[K]['fields']> };
type MessageOf<T extends Table> = { [K in keyof Schemas<T>]: v.InferOutput<Schemas<T>[K]> }[keyof Schemas<T>];

/** Page to server. */
export type ClientMessage = MessageOf<typeof FROM_PAGE>;
export type ClientKind = ClientMessage['t'];

/** Server to page. */
export type ServerMessage = MessageOf<typeof FROM_SERVER>;
export type ServerKind = ServerMessage['t'];

/** Every kind of message, in the order of the table. */
export const CLIENT_KINDS = Object.keys(FROM_PAGE) as ClientKind[];

function schemasOf<T extends Table>(table: T): Schemas<T> {
  const rows = Object.entries(table);
  const schemas = rows.map(([t, { fields }]) => [t, v.strictObject({ t: v.literal(t), ...fields })]);
  return Object.fromEntries(schemas) as Schemas<T>;
}

/** The schema of each kind of message; extra fields are refused. */
export const CLIENT_SCHEMAS = /* @__PURE__ */ schemasOf(FROM_PAGE);

const SERVER_SCHEMAS = /* @__PURE__ */ schemasOf(FROM_SERVER);

/** Whether pages of this role may send messages of this kind. */
export function maySend(role: Role, kind: ClientKind): boolean {
  const { by }: { by: readonly Role[] } = FROM_PAGE[kind];
  return by.includes(role);
}

/** Whether pages of this role get messages of this kind. */
export function isShown(role: Role, kind: ServerKind): boolean {
  const { to }: { to: readonly Role[] } = FROM_SERVER[kind];
  return to.includes(role);
}

/** One function for each kind of message; a missing one is a compile error. */
export type Handlers<M extends { t: string }> = { [K in M['t']]: (message: Extract<M, { t: K }>) => void };

/** Calls the function for the message's kind. */
export function dispatch<M extends { t: string }>(message: M, handlers: Handlers<M>): void {
  const handler = handlers[message.t as M['t']] as (message: M) => void;
  handler(message);
}

/**
 * Decodes one control message from a page.
 * @throws Error with the field that is wrong.
 */
export function parseClientMessage(text: string): ClientMessage {
  return parse(text, CLIENT_SCHEMAS);
}

/**
 * Decodes one control message from the server. Only tests do: a page trusts its server.
 * @throws Error with the field that is wrong.
 */
export function parseServerMessage(text: string): ServerMessage {
  return parse(text, SERVER_SCHEMAS);
}

function parse<M extends { t: string }>(
  text: string,
  schemas: { [K in M['t']]: v.GenericSchema<unknown, M> },
): M {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Error('message is not JSON');
  }
  const t = (raw as { t?: unknown } | null)?.t;
  if (typeof t !== 'string' || !Object.hasOwn(schemas, t))
    throw new Error('message refused: t: no such kind');
  const result = v.safeParse(schemas[t as M['t']], raw);
  if (result.success) return result.output;
  const first = result.issues[0];
  throw new Error(`message refused: ${v.getDotPath(first) ?? 't'}: ${first.message}`);
}
