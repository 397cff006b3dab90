// The keys that go to a terminal: a person's, the terminal's own replies, and the deck's.
import type { Pty } from './pty.ts';
import type { PaneShell } from './shell.ts';

const CTRL_C = '\x03';

export class Keyboard {
  private typists = 0;

  constructor(
    private readonly pty: Pick<Pty, 'write'>,
    private readonly shell: PaneShell,
  ) {}

  put(data: string, by: 'deck' | 'hand'): void {
    this.shell.keys(data, by);
    this.pty.write(data);
  }

  /** @returns whether the keys went through: while the deck types, only Ctrl-C does. */
  byHand(data: string): boolean {
    if (this.typists > 0 && data !== CTRL_C) return false;
    this.put(data, 'hand');
    return true;
  }

  /** The deck types until `dispose`: a key of a person would change its line, or run half of it. */
  take(): { dispose(): void } {
    this.typists++;
    let taken = true;
    return {
      dispose: () => {
        if (taken) this.typists--;
        taken = false;
      },
    };
  }
}
