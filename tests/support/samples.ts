// Draws messages of every kind that a page sends from their schemas: valid, wrong, and over a bound.
import fc from 'fast-check';
import * as v from 'valibot';
import { CLIENT_SCHEMAS, type ClientKind } from '../../protocol/message.ts';

/** A message as it is sent, right or wrong. */
export type Sample = Record<string, unknown>;

/** The parts of a valibot schema that are needed to draw values for it. */
type Schema = v.GenericSchema & {
  type: string;
  entries?: Record<string, Schema>;
  options?: readonly unknown[];
  item?: Schema;
  items?: readonly Schema[];
  rest?: Schema;
  wrapped?: Schema;
  literal?: unknown;
  pipe?: readonly { type: string; requirement?: unknown }[];
};

/** Longest text and list to draw, so that each fits a message. */
const DRAWN = { chars: 40, items: 4 };

/** Values that no message may have anywhere, except in a text that may be any. */
const HOSTILE: readonly unknown[] = [
  null,
  -2,
  1.5,
  1e99,
  '',
  '../x',
  'A b',
  '__proto__',
  [],
  {},
  [[]],
  true,
  '\u0000',
];

const schemaOf = (kind: ClientKind) => CLIENT_SCHEMAS[kind] as unknown as Schema;
const requirement = (schema: Schema, type: string) =>
  schema.pipe?.find((action) => action.type === type)?.requirement;
const bound = (schema: Schema, type: string, otherwise: number) =>
  (requirement(schema, type) as number | undefined) ?? otherwise;

/** Values that fit a schema. @throws Error for a type of schema that this file doesn't know. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'strict_object':
    case 'object': {
      const fields = Object.entries(schema.entries!);
      const optional = (field: Schema) => /optional$/.test(field.type);
      return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, valuesOf(field)])), {
        requiredKeys: fields.filter(([, field]) => !optional(field)).map(([name]) => name),
      });
    }
    case 'optional':
    case 'exact_optional':
      return valuesOf(schema.wrapped!);
    case 'nullable':
      return fc.option(valuesOf(schema.wrapped!), { nil: null });
    case 'literal':
      return fc.constant(schema.literal);
    case 'picklist':
      return fc.constantFrom(...schema.options!);
    case 'union':
      return fc.oneof(...(schema.options as Schema[]).map(valuesOf));
    case 'number':
      return fc.integer({ min: bound(schema, 'min_value', 0), max: bound(schema, 'max_value', 100) });
    case 'string': {
      const pattern = requirement(schema, 'regex') as RegExp | undefined;
      if (pattern) return fc.stringMatching(pattern, { maxLength: DRAWN.chars });
      return fc.string({ unit: 'binary', maxLength: DRAWN.chars });
    }
    case 'array':
      return fc.array(valuesOf(schema.item!), {
        minLength: bound(schema, 'min_length', 0),
        maxLength: DRAWN.items,
      });
    case 'tuple_with_rest':
      return fc
        .tuple(
          fc.tuple(...schema.items!.map(valuesOf)),
          fc.array(valuesOf(schema.rest!), { maxLength: DRAWN.items }),
        )
        .map(([items, rest]) => [...items, ...rest]);
    default:
      throw new Error(`no values for a schema of type ${schema.type}; fix: add some here`);
  }
}

const drawn = new Map<ClientKind, fc.Arbitrary<unknown>>();

/** A valid message of this kind, drawn by the seed. */
export function validOf(kind: ClientKind, seed: number): Sample {
  if (!drawn.has(kind)) drawn.set(kind, valuesOf(schemaOf(kind)));
  return fc.sample(drawn.get(kind)!, { numRuns: 1, seed })[0] as Sample;
}

/** A message of this kind with one fault: a wrong value, an unknown field, or a missing one. */
export function wrongOf(kind: ClientKind, seed: number): Sample {
  for (let attempt = 0; ; attempt++) {
    const message = structuredClone(validOf(kind, seed + attempt));
    const places = placesIn(message).filter(({ key }) => key !== 't');
    const changes = [
      () => {
        message[`x${attempt}`] = attempt;
      },
      ...places.map(({ holder, key }, at) => () => {
        holder[key] = HOSTILE[(seed + attempt + at) % HOSTILE.length];
      }),
      ...places.map(({ holder, key }) => () => {
        delete holder[key];
      }),
    ];
    changes[Math.abs(seed * 31 + attempt) % changes.length]!();
    const json = JSON.parse(JSON.stringify(message)) as Sample;
    if (!v.is(CLIENT_SCHEMAS[kind], json)) return json;
  }
}

/** For each bound in this kind's schema, a message that is over it and otherwise valid; empty without bounds. */
export function tooLargeOf(kind: ClientKind, seed: number): Sample[] {
  const found: Sample[] = [];
  const visit = (schema: Schema, path: readonly (string | number)[]) => {
    const large = overBound(schema, seed);
    if (large !== undefined) {
      const message = structuredClone(filled(kind, seed));
      set(message, path, large);
      if (!v.is(CLIENT_SCHEMAS[kind], message)) found.push(message);
    }
    for (const [name, field] of Object.entries(schema.entries ?? {})) visit(field, [...path, name]);
    if (schema.wrapped) visit(schema.wrapped, path);
  };
  visit(schemaOf(kind), []);
  return found;
}

/** Values just over the schema's bound; empty without one. */
function overBound(schema: Schema, seed: number): unknown {
  switch (schema.type) {
    case 'number':
      return bound(schema, 'max_value', Number.NaN) + 1 || undefined;
    case 'string':
      return 'a'.repeat(bound(schema, 'max_length', 1000) + 1);
    case 'array': {
      const [item] = fc.sample(valuesOf(schema.item!), { numRuns: 1, seed });
      return Array.from({ length: bound(schema, 'max_length', 0) + 1 }, () => item);
    }
    default:
      return undefined;
  }
}

/** A valid message with every optional field. */
function filled(kind: ClientKind, seed: number): Sample {
  const fields = Object.entries(schemaOf(kind).entries!);
  const values = fields.map(([name, field]) => [
    name,
    fc.sample(
      valuesOf(field).filter((value) => value !== null),
      { numRuns: 1, seed },
    )[0],
  ]);
  return Object.fromEntries(values) as Sample;
}

function set(message: Sample, path: readonly (string | number)[], value: unknown): void {
  let holder: Record<string, unknown> = message;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  holder[path.at(-1)!] = value;
}

/** The path of every value, at any depth. */
function placesIn(holder: Record<string, unknown>): { holder: Record<string, unknown>; key: string }[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const here = { holder, key };
    return typeof value === 'object' && value !== null
      ? [here, ...placesIn(value as Record<string, unknown>)]
      : [here];
  });
}
