// Makes a text safe to paste into a terminal.

/**
 * Removes everything from a pasted text that a terminal would obey: ESC, the other C0 controls except tab and
 * line ends, DEL and the C1 controls. Without ESC no `ESC[201~` gets through, which would end a bracketed
 * paste early and run the rest (xterm 6.0.0 does not strip it: GHSA-h62m-39wp-xq3w).
 */
export function sanitisePaste(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '');
}
