// The marks of a pane's shell: OSC 133 semantic prompts with the session's nonce, and the end mark.

/**
 * `prompt`: the shell takes a command now. `start`: a command has begun. `end`: it has ended with `status`.
 * The letters are those of the semantic-prompt sequences that VS Code, WezTerm and kitty read: B, C, D.
 */
export type Mark = { kind: 'prompt' } | { kind: 'start' } | { kind: 'end'; status: number };

/**
 * Reads the payload of one OSC 133. Marks without this session's nonce are ignored: any output can print them.
 * @returns null for a mark that is forged, unknown or of no interest.
 */
export function readMark(payload: string, nonce: string): Mark | null {
  const [letter, ...fields] = payload.split(';');
  if (!fields.includes(`n=${nonce}`)) return null;
  if (letter === 'B') return { kind: 'prompt' };
  if (letter === 'C') return { kind: 'start' };
  if (letter === 'D') return { kind: 'end', status: Number.parseInt(fields[0] ?? '', 10) || 0 };
  return null;
}

/**
 * The mark printed after a shell's last output, which shows that all of it has arrived.
 * @param status the shell's, where the reader of the mark doesn't know it.
 */
export function endMark(nonce: string, status?: number): string {
  return `\x1b]133;Z;${status === undefined ? '' : `${status};`}n=${nonce}\x07`;
}

/**
 * Reads an end mark: the server's own (it knows the status already), or one of a plain pane's first process.
 * @returns null if it isn't an end mark of this session.
 */
export function readEndMark(payload: string, nonce: string): { status: number | null } | null {
  const match = /^Z;(?:(\d+);)?n=(.*)$/.exec(payload);
  if (match?.[2] !== nonce) return null;
  return { status: match[1] === undefined ? null : Number(match[1]) };
}

/**
 * The bash start-up file of a pane: a plain prompt with marks, no history, none of the user's own files.
 * @param nonce stays a shell variable, out of the environment of what the shell starts.
 */
export function bashRc(nonce: string): string {
  return `# Start-up file of a pane's shell; it holds the marks that the deck waits for. Read no further files.
unset HISTFILE
set +o histexpand
shopt -s checkwinsize
__deck_n=${nonce}
__deck_prompt() { local s=$?; printf '\\e]133;D;%s;n=%s\\a\\e]133;A;n=%s\\a' "$s" "$__deck_n" "$__deck_n"; return $s; }
PROMPT_COMMAND=__deck_prompt
PS1='\\[\\e[32m\\]$\\[\\e[0m\\] \\[\\e]133;B;n=${nonce}\\a\\]'
PS2='> '
PS0='\\e]133;C;n=${nonce}\\a'
alias ls='ls --color=auto'
bind 'set enable-bracketed-paste off'
bind 'set bell-style none'
`;
}
