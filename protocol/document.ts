// A file edited on a slide, in messages: its changes, faults and verdicts.
import * as v from 'valibot';

/** The longest file that a slide can edit, in characters; the talk's has a few thousand. */
export const MAX_DOCUMENT_CHARS = 256 * 1024;

const Length = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_DOCUMENT_CHARS));
const Line = v.pipe(
  v.string(),
  v.maxLength(MAX_DOCUMENT_CHARS),
  v.regex(/^[^\r\n]*$/, 'a line must not contain a line end'),
);

/**
 * One change of a text, in the form of CodeMirror's `ChangeSet.toJSON`: a number keeps that many characters; a list
 * begins with how many to replace, followed by the new lines.
 */
export const ChangeJson = v.pipe(
  v.array(v.union([Length, v.tupleWithRest([Length], Line)])),
  v.maxLength(1000),
);
export type ChangeJson = v.InferOutput<typeof ChangeJson>;

/** How many changes a page may send in one message. */
export const MAX_CHANGES = 100;

/** The author of what the deck types. */
export const DECK = 'deck';
/** The author of what other programs write to the file. */
export const DISK = 'disk';

/** A change with its author: a page's name, DECK or DISK. */
export const DocumentUpdate = v.strictObject({ by: v.string(), change: ChangeJson });
export type DocumentUpdate = v.InferOutput<typeof DocumentUpdate>;

const Place = v.strictObject({ line: v.number(), column: v.number() });

/** One error or warning of the compiler. Lines and columns count from 1, columns in characters; `to` is exclusive. */
export const Fault = v.strictObject({
  level: v.picklist(['error', 'warning']),
  message: v.string(),
  from: Place,
  to: Place,
});
export type Fault = v.InferOutput<typeof Fault>;

const Version = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * The compiler's verdict on the text. `unchecked`: it has not seen this text. `clean` and `faulty` are about exactly
 * this `version`. `unable`: it can't compile, and `why`.
 */
export const Verdict = v.variant('is', [
  v.strictObject({ is: v.literal('unchecked') }),
  v.strictObject({ is: v.literal('checking') }),
  v.strictObject({ is: v.literal('clean'), version: Version }),
  v.strictObject({ is: v.literal('faulty'), version: Version, faults: v.array(Fault) }),
  v.strictObject({ is: v.literal('unable'), why: v.string() }),
]);
export type Verdict = v.InferOutput<typeof Verdict>;
