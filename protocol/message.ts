// What follows from the table of messages: types, parser, who may send or is shown a kind, and its dispatch.
import * as v from 'valibot';
import type { Role } from './role.ts';
import { FROM_PAGE, FROM_SERVER } from './table.ts';

/** Raised when the two sides stop understanding each other; a page with another version is told to reload. */
export const PROTOCOL_VERSION = 4;

/** Longest control message a page may send, in bytes; a pasted page of text fits, a flood does not. */
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

/** What a message of each kind has to be; no other fields are let in. */
export const CLIENT_SCHEMAS = /* @__PURE__ */ schemasOf(FROM_PAGE);

const SERVER_SCHEMAS = /* @__PURE__ */ schemasOf(FROM_SERVER);

/** Whether pages of this role may send messages of this kind. */
export function maySend(role: Role, kind: ClientKind): boolean {
  const { by }: { by: readonly Role[] } = FROM_PAGE[kind];
  return by.includes(role);
}

/** Whether pages of this role are shown messages of this kind. */
export function isShown(role: Role, kind: ServerKind): boolean {
  const { to }: { to: readonly Role[] } = FROM_SERVER[kind];
  return to.includes(role);
}

/** One function for each kind of message: leaving one out does not compile. */
export type Handlers<M extends { t: string }> = { [K in M['t']]: (message: Extract<M, { t: K }>) => void };

/** Gives a message to the function of its kind. */
export function dispatch<M extends { t: string }>(message: M, handlers: Handlers<M>): void {
  const handler = handlers[message.t as M['t']] as (message: M) => void;
  handler(message);
}

/**
 * Decodes one control message of a page.
 * @throws Error naming the field that is wrong. Nothing of a refused message has any effect.
 */
export function parseClientMessage(text: string): ClientMessage {
  return parse(text, CLIENT_SCHEMAS);
}

/**
 * Decodes one control message of the server. The page trusts its server and doesn't; the tests hold it to the table.
 * @throws Error naming the field that is wrong.
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
