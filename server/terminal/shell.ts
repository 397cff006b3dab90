// What a pane's shell is doing, as its marks tell, and whether somebody has typed on its line.
import type { Mark } from './marks.ts';

/** What the marks of one shell say. Other shells that print the same marks, such as one inside it, are ignored. */
export class PaneShell {
  state: 'starting' | 'prompt' | 'running' | 'ended' = 'starting';
  /** The exit status of the last command; when the shell has ended, its own, or null if that was by a signal. */
  status: number | null = null;
  /** Its pid in its own process namespace; 0 before its first prompt. */
  pid = 0;
  /** How many prompts there were. */
  prompts = 0;
  /** How many commands it has started. */
  starts = 0;
  /** How many times the shell has asked for a further line of a command. */
  asked = 0;
  /** Whether a command has begun on lines above this one. */
  continues = false;
  /** The line as the shell said it last, and how many times it did. */
  line = { text: '', count: 0 };
  /** How many times somebody other than the deck has typed: a person, or the terminal with its replies. */
  hands = 0;
  /**
   * What may be on the line: nothing; keys that came `early`, while a command ran that may have read them; or what was
   * typed since the prompt.
   */
  typed: 'nothing' | 'early' | 'keys' = 'nothing';
  /** Whether a key since the prompt may have been Enter. */
  entered = false;
  /** Whether one may have been Enter, or was Ctrl-C: a start or another prompt is on its way. */
  leaves = false;
  /** Whether one was, before this prompt came. */
  wasEntered = false;
  /** Keys came last that nothing may have read yet. */
  unread = false;
  /** Whether somebody other than the deck has typed since the line was known to be empty. */
  touched = false;
  private number: string | undefined;

  /** @returns whether the mark says something new; false for one that is drawn again or is another shell's. */
  hear(mark: Mark): boolean {
    if (this.state === 'ended' || (this.pid !== 0 && mark.pid !== this.pid)) return false;
    switch (mark.kind) {
      case 'prompt':
        if (this.number === mark.number) return false;
        this.number = mark.number;
        this.pid = mark.pid;
        this.status = mark.status;
        this.state = 'prompt';
        this.prompts++;
        this.typed = this.unread ? 'early' : 'nothing';
        this.touched = this.unread;
        this.wasEntered = this.entered;
        this.entered = this.leaves = this.continues = false;
        return true;
      case 'start':
        this.continues = false;
        this.state = 'running';
        this.starts++;
        return true;
      case 'more':
        this.asked++;
        this.continues = true;
        return true;
      case 'line':
        this.line = { text: mark.text, count: this.line.count + 1 };
        return true;
    }
  }

  /** Keys have been written to the terminal. */
  keys(data: string, by: 'deck' | 'hand'): void {
    if (by === 'hand') {
      this.hands++;
      this.touched = true;
    }
    // What the deck types while a command runs is read at once.
    if (this.state !== 'prompt' && by === 'deck') return;
    // Ctrl-C empties the terminal's queue. What comes after Enter, or after Ctrl-O, which enters too, is read later.
    const rest = data.slice(data.lastIndexOf('\x03') + 1);
    const entered = this.state === 'prompt' ? rest.search(/[\r\n\x0f]/) : -1;
    // A lone Enter takes what stands on the line with it, if no other prompt is on its way.
    const taken = entered === rest.length - 1 && this.typed !== 'early' && !this.leaves;
    this.unread = rest !== '' && !taken;
    if (this.state !== 'prompt') return;
    this.typed = 'keys';
    if (entered >= 0) this.entered = true;
    if (entered >= 0 || rest.length < data.length) this.leaves = true;
  }

  /** The line was seen to be empty. */
  empty(): void {
    this.typed = 'nothing';
    this.unread = this.touched = false;
  }

  end(status: number | null): void {
    this.state = 'ended';
    this.status = status;
  }
}
