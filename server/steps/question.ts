// Whether a program asks for a password or a yes, and nobody answers.
import type { Session } from '../terminal/session.ts';

/** The end of a line with such a question, as ssh, sudo, git and package managers ask it. */
const ASKS =
  /(\b(passwor[dt]|passphrase|passcode|verification code|PIN)\b.*:|\((yes\/no|y\/n)\b.*\)\s*[?:]?|\[(yes\/no|y\/n)\]\s*[?:]?)\s*$/i;

/** A line that was just printed may go on, in ms; while output floods, reading the line costs too much. */
const QUIET_MS = 100;

/** Whether this line of a terminal, up to the cursor, is such a question. */
export function isQuestion(line: string): boolean {
  return ASKS.test(line);
}

export class Question {
  private asked = { line: '', hands: 0, since: 0 };

  /** @param boundMs how long it may stand unanswered, in ms. */
  constructor(
    private readonly session: Session,
    private readonly boundMs: number,
  ) {}

  /** Whether a question stands on the cursor's line. */
  get open(): boolean {
    return this.session.quietMs >= QUIET_MS && isQuestion(this.session.cursorLine());
  }

  /** The question that nobody has typed an answer to for too long; ask often. */
  unanswered(now: number): string | undefined {
    const line = this.open ? this.session.cursorLine() : '';
    const { hands } = this.session.shell;
    if (line !== this.asked.line || hands !== this.asked.hands) this.asked = { line, hands, since: now };
    return line !== '' && now - this.asked.since >= this.boundMs ? line.trim() : undefined;
  }
}
