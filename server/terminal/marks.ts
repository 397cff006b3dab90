// The marks of a pane's shell: OSC 133 semantic prompts with the session's nonce, and the end mark.

/**
 * `prompt`: the shell takes a command now, the last one ended with `status`; `number` is new for each prompt, and the
 * same when one is drawn again. `start`: a command has begun. `more`: the command is not complete, so the shell asks
 * for its next line. `line`: all of the command line, answer to {@link LINE_KEY}.
 * The letters are those of the semantic-prompt sequences that VS Code, WezTerm and kitty read: B with D's status, C.
 */
export type Mark =
  | { kind: 'prompt'; pid: number; number: string; status: number }
  | { kind: 'start'; pid: number }
  | { kind: 'more'; pid: number }
  | { kind: 'line'; pid: number; text: string };

/** Keys that no keyboard sends: the shell answers with a `line` mark, and leaves the line as it is. */
export const LINE_KEY = '\x1b[133;7~';

/** The longest part of a mark before the line, in characters. */
const FIELDS = /^([A-Z])(?:;(\d*);(\d+))?;p=(\d+);n=([^;]*)(?:;([\s\S]*))?$/;

/**
 * Reads the payload of one OSC 133. Marks without this session's nonce are ignored: any output can print them.
 * @returns null for a mark that is forged, unknown or of no interest.
 */
export function readMark(payload: string, nonce: string): Mark | null {
  const [, letter, status, number, pid, from, text] = FIELDS.exec(payload) ?? [];
  if (from !== nonce || pid === undefined) return null;
  const shell = { pid: Number(pid) };
  if (letter === 'B' && number !== undefined) {
    return { kind: 'prompt', ...shell, number, status: Number(status) };
  }
  if (letter === 'C') return { kind: 'start', ...shell };
  if (letter === 'P') return { kind: 'more', ...shell };
  if (letter === 'L') return { kind: 'line', ...shell, text: unescaped(text ?? '') };
  return null;
}

/** The line of a `line` mark, where control characters are written as in a URL. */
function unescaped(text: string): string {
  return text.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
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
 *
 * A prompt's number is counted while bash expands PS1, which it doesn't do when it only draws the prompt again. Each of
 * PS1 and PROMPT_COMMAND is enough for the marks, so that a speaker may change one of them.
 * @param nonce stays a shell variable, out of the environment of what the shell starts.
 */
export function bashRc(nonce: string): string {
  return `# Start-up file of a pane's shell; it holds the marks that the deck waits for. Read no further files.
unset HISTFILE
set +o histexpand
shopt -s checkwinsize
__deck_n=${nonce} __deck_i=0
__deck_prompt() {
  local s=$?
  [[ $PS1 == *"n=$__deck_n"* ]] || PS1+='\\[\\e]133;B;$?;$((++__deck_i));p=$$;n=${nonce}\\a\\]'
  [[ $PS2 == *"n=$__deck_n"* ]] || PS2+='\\[\\e]133;P;p=$$;n=${nonce}\\a\\]'
  return $s
}
# Tells the deck what is on the line, and puts marks back that are gone. History expansion would change it at Enter.
__deck_line() {
  set +o histexpand
  __deck_prompt
  [[ "\${PROMPT_COMMAND[*]}" == *__deck_prompt* ]] || PROMPT_COMMAND+=$'\n__deck_prompt'
  local l=\${READLINE_LINE//%/%25} i c h
  if [[ $l == *[[:cntrl:]]* ]]; then
    for ((i = 1; i < 128; i += i == 31 ? 96 : 1)); do
      printf -v h %02X $i
      printf -v c "\\\\x$h"
      l=\${l//"$c"/%$h}
    done
  fi
  printf '\\e]133;L;p=%s;n=%s;%s\\a' $$ "$__deck_n" "$l"
}
for __deck_map in emacs vi-insert vi-command; do bind -m "$__deck_map" -x '"${LINE_KEY.replace('\x1b', '\\e')}": __deck_line'; done
PROMPT_COMMAND=__deck_prompt
PS1='\\[\\e[32m\\]$\\[\\e[0m\\] '
PS2='> '
PS0='\\e]133;C;p=$$;n=${nonce}\\a'
alias ls='ls --color=auto'
bind 'set enable-bracketed-paste off'
bind 'set bell-style none'
`;
}
