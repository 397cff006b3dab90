// Which parts of a slide's notes are spoken, and how many words they have.

/** Words per minute: an unhurried conference talk; see docs/authoring.md. */
export const WORDS_A_MINUTE = 140;

/** Labels of text that is not spoken: `**If it fails:**`, `**Sources:**`, `**Likely questions:**`. */
const SILENT = /^(if|sources?|likely|look up)\b/i;

/** Notes from one label, at the start of a paragraph, to the next. */
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

/** How many words of the notes are spoken; a word has at least one letter or digit. */
export function spokenWords(notes: string): number {
  return noteParts(notes)
    .filter((part) => part.spoken)
    .reduce((sum, part) => sum + countWords(part.text), 0);
}

function countWords(text: string): number {
  const read = text.replace(/<!--[\s\S]*?-->/g, '');
  return read.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
