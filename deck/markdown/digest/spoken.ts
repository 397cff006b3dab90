// What of a slide's notes is said aloud, in words. Knows labels and paragraphs; renders nothing.

/** Words a minute at which notes are read: an unhurried conference talk, as docs/authoring.md says. */
export const WORDS_A_MINUTE = 140;

/** Labels whose text is looked up or done, not said: `**If it fails:**`, `**Sources:**`, `**Likely questions:**`. */
const SILENT = /^(if|sources?|likely|look up)\b/i;

/** A label at the start of a paragraph holds until the next one. */
export type NotePart = { label: string; text: string; spoken: boolean };

/** Cuts notes, as Markdown, at their labels. Text before the first label has the label ''. */
export function noteParts(notes: string): NotePart[] {
  const parts: NotePart[] = [];
  for (const paragraph of notes.split(/\n\s*\n/)) {
    const match = /^\s*\*\*([^*]+?):\*\*([\s\S]*)$/.exec(paragraph);
    const text = (match ? match[2]! : paragraph).trim();
    if (match) parts.push({ label: match[1]!, text, spoken: !SILENT.test(match[1]!) });
    else if (text === '') continue;
    else if (parts.length === 0) parts.push({ label: '', text, spoken: true });
    else parts.at(-1)!.text += `\n\n${text}`;
  }
  return parts;
}

/** How many words of the notes are said. What holds no letter and no digit is no word. */
export function spokenWords(notes: string): number {
  return noteParts(notes)
    .filter((part) => part.spoken)
    .reduce((sum, part) => sum + countWords(part.text), 0);
}

function countWords(text: string): number {
  const read = text.replace(/<!--[\s\S]*?-->/g, '');
  return read.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
