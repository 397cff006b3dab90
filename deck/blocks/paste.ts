// What may be pasted into a terminal and in which pieces. Knows no clipboard and no terminal.

/**
 * Removes everything from a pasted text that a terminal would obey: ESC, the other C0 controls except tab and
 * line ends, DEL and the C1 controls. Without ESC no `ESC[201~` gets through, which would end a bracketed
 * paste early and run the rest (xterm 6.0.0 does not strip it: GHSA-h62m-39wp-xq3w).
 */
export function sanitisePaste(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '');
}

/** Cuts a text into pieces of at most `longest` UTF-16 units without parting a surrogate pair. */
export function cutInput(text: string, longest: number): string[] {
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
