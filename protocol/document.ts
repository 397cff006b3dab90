// A file that is edited on a slide, as both sides speak about it: changes, faults, verdicts.
import * as v from 'valibot';

/** Longest file that is edited on a slide, in characters; the talk's has a few thousand. */
export const MAX_DOCUMENT_CHARS = 256 * 1024;

const Length = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_DOCUMENT_CHARS));
const Line = v.pipe(
  v.string(),
  v.maxLength(MAX_DOCUMENT_CHARS),
  v.regex(/^[^\r\n]*$/, 'a line has no line end in it'),
);

/**
 * One change of a text, as CodeMirror's `ChangeSet.toJSON` has it: a number keeps so many characters, a list begins
 * with how many are replaced and goes on with the lines that stand there instead.
 */
export const ChangeJson = v.pipe(
  v.array(v.union([Length, v.tupleWithRest([Length], Line)])),
  v.maxLength(1000),
);
export type ChangeJson = v.InferOutput<typeof ChangeJson>;

/** Changes that a page may send in one message. */
export const MAX_CHANGES = 100;

/** Author of what the deck types. */
export const DECK = 'deck';
/** Author of what other programs have written. */
export const DISK = 'disk';

/** A change with its author: a page's name, DECK or DISK. */
export const DocumentUpdate = v.strictObject({ by: v.string(), change: ChangeJson });
export type DocumentUpdate = v.InferOutput<typeof DocumentUpdate>;

const Place = v.strictObject({ line: v.number(), column: v.number() });

/** What the compiler says of a file: lines and columns count from 1, columns in characters; `to` is exclusive. */
export const Fault = v.strictObject({
  level: v.picklist(['error', 'warning']),
  message: v.string(),
  from: Place,
  to: Place,
});
export type Fault = v.InferOutput<typeof Fault>;

const Version = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What is known of the text by the compiler. `unchecked`: nothing of this text. `clean` and `faulty` are of exactly
 * this version of it.
 */
export const Verdict = v.variant('is', [
  v.strictObject({ is: v.literal('unchecked') }),
  v.strictObject({ is: v.literal('checking') }),
  v.strictObject({ is: v.literal('clean'), version: Version }),
  v.strictObject({ is: v.literal('faulty'), version: Version, faults: v.array(Fault) }),
  v.strictObject({ is: v.literal('unable'), why: v.string() }),
]);
export type Verdict = v.InferOutput<typeof Verdict>;
