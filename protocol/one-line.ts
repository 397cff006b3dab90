// A command as one line of text, for the step rail and the cheat sheet.

/** The first line of a command; `…` at its end says that there are more. Control characters become spaces. */
export function oneLine(command: string): string {
  const lines = command
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\x00-\x1f\x7f]+/g, ' ').trimEnd())
    .filter((line) => line.trim() !== '');
  return lines.length > 1 ? `${lines[0]} …` : (lines[0] ?? '');
}
