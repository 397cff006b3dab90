// The text of a terminal's buffer: its scrollback and screen.
import type { IBufferLine, Terminal } from '@xterm/xterm';

/** Soft-wrapped rows joined, trailing blanks cut, rows separated by \n. */
export function bufferText(terminal: Pick<Terminal, 'buffer'>): string {
  const buffer = terminal.buffer.active;
  const rows: string[] = [];
  for (let y = 0; y < buffer.length; y++) {
    const line = buffer.getLine(y) as IBufferLine;
    const text = line.translateToString(false);
    if (line.isWrapped && rows.length > 0) rows[rows.length - 1] += text;
    else rows.push(text);
  }
  return rows
    .map((row) => row.trimEnd())
    .join('\n')
    .trimEnd();
}
