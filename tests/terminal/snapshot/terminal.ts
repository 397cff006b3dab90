// A headless terminal for the tests of screens, with the settings of the server's own.
import unicode11Addon from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { coreOf } from '../../../screen/core.ts';
import type { Core } from '../../../screen/fields.ts';
import { followPalette } from '../../../screen/palette.ts';

/** Fewer rows than a deck keeps, so that recordings fill it and rows drop out at its top. */
export const SCROLLBACK_ROWS = 150;

export type Size = { cols: number; rows: number };

export class Terminal {
  readonly term: InstanceType<typeof headless.Terminal>;
  readonly core: Core;
  /** Answers to queries since the last look. */
  private replies: string[] = [];

  constructor(size: Size, scrollback = SCROLLBACK_ROWS) {
    this.term = new headless.Terminal({
      ...size,
      scrollback,
      allowProposedApi: true,
      // xterm reports half a sequence followed by another letter as an error; these tests have many.
      logLevel: 'off',
      // Off in the deck; on here, to test the stacks of titles, too.
      windowOptions: { pushTitle: true, popTitle: true },
    });
    this.term.loadAddon(new unicode11Addon.Unicode11Addon());
    this.term.unicode.activeVersion = '11';
    this.term.onData((data) => this.replies.push(data));
    this.core = coreOf(this.term);
    followPalette(this.core);
  }

  write(data: Uint8Array | string): void {
    this.core._writeBuffer.writeSync(typeof data === 'string' ? new TextEncoder().encode(data) : data);
  }

  takeReplies(): string[] {
    return this.replies.splice(0);
  }

  dispose(): void {
    this.term.dispose();
  }
}
