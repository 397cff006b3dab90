// Cuts text typed or pasted into a terminal into pieces that fit a message.

/** The longest input message, in UTF-16 units; a page cuts larger pastes into several. */
export const MAX_INPUT_CHARS = 16 * 1024;

/** Cuts a text into pieces of at most `longest` UTF-16 units without splitting a surrogate pair. */
export function cutInput(text: string, longest = MAX_INPUT_CHARS): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + longest, text.length);
    const unit = text.charCodeAt(end - 1);
    if (end < text.length && unit >= 0xd800 && unit <= 0xdbff && end - start > 1) end--;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
