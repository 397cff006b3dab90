// Knows where a slide's notes begin, and what other programs write there, which begins none here.

const NAME = `(?:(?:speaker|presenter)(?:['’]?s?['’]?)?[ -])?notes?`;
const COLON = '[:：]';

/** `Note:`, `NOTES:`, `**Note:**`, `**Notes**: …`, and `**Notes**` alone on its line. */
const NOTE = new RegExp(
  String.raw`^\s*(?<mark>[*_]{0,3})${NAME}\s*(?:${COLON}\s*\k<mark>|\k<mark>\s*${COLON}|(?<=[*_].*)\k<mark>\s*$)(?<rest>.*)$`,
  'i',
);

/** What may stand before words that look like notes. A list or a quotation is more likely a text for the audience. */
const BEFORE = /^(?:\s|[*_]|#{1,6}\s|<\/?[a-z][^>]*>)*/i;
const BEFORE_NESTED = /^(?:\s|[*_>]|[-+]\s|\d+[.)]\s|\[[ x]\]\s|#{1,6}\s|<\/?[a-z][^>]*>)*/i;
const ALONE = new RegExp(String.raw`^${NAME}[*_\s]*(?:$|[-–—]\s|#+\s*$|<)`, 'i');
const NAMED = new RegExp(String.raw`^${NAME}[*_\s]*(?:<[^>]*>)?\s*${COLON}`, 'i');

/** Notes of remark, pandoc, Org, Beamer and Deckset. */
const FOREIGN =
  /^\s*(?:\?\?\?\s*$|:{3,}\s*\{?\.?(?:speaker-?)?notes?\b|#\+begin_notes?\b|\\notes?\s*[[{<]|\^\s+\S)/i;

/** What a line says after its `Note:`; undefined when it begins no notes. */
export function notesIn(line: string): string | undefined {
  return NOTE.exec(line)?.groups?.rest?.trimStart();
}

/** The words of a line that look like the beginning of notes and are none; undefined for any other line. */
export function looksLikeNotes(line: string): string | undefined {
  const plain = line.replace(BEFORE, '');
  const nested = line.replace(BEFORE_NESTED, '');
  if (!FOREIGN.test(line) && !ALONE.test(plain) && !NAMED.test(nested)) return undefined;
  const words = line.trim();
  return words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
}

/** How much of a line a message quotes, in characters. */
const SHOWN = 40;

/** What to do about a text that looks like notes. */
export const NOTES_FIX =
  'begin a line with Note: for notes, which only the speaker sees; write other words for the audience';

/** Whether an element of raw HTML, or the attributes of a slide, hold notes in reveal.js and its like. */
export function isNotes(tag: string, attributes: ReadonlyMap<string, string>): boolean {
  if (/^(?:speaker-|presenter-)?notes?$/.test(tag)) return true;
  if (
    /^data-(?:speaker-|presenter-)?notes?$/.test(
      [...attributes.keys()].find((name) => /note/.test(name)) ?? '',
    )
  )
    return true;
  const words = [attributes.get('class') ?? '', attributes.get('id') ?? '']
    .join(' ')
    .toLowerCase()
    .split(/\s+/);
  const notes = tag === 'aside' ? /^(?:.*-)?notes?$/ : /^(?:speaker|presenter)?-?notes$/;
  return words.some((word) => notes.test(word));
}
