// In the browser: one terminal in which screens are restored, and functions with which the test reads it.
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import { captureScreen, type ScreenKind } from '../../../screen/capture.ts';
import { coreOf } from '../../../screen/core.ts';
import { followPalette } from '../../../screen/palette.ts';
import { restoreScreen } from '../../../screen/restore.ts';

export type Shown = {
  terminal: Terminal;
  activated: string[];
  write(output: number[]): Promise<void>;
  /** Resolves when it is drawn. @returns milliseconds for restoring alone. */
  restore(screen: number[]): Promise<number>;
  capture(kind: ScreenKind): number[];
  /** The text of the rows in the page. */
  painted(): string[];
};

declare global {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to another.
  interface Window {
    open_(cols: number, rows: number): void;
    shown: Shown;
  }
}

const frames = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

window.open_ = (cols, rows) => {
  const activated: string[] = [];
  const terminal = new Terminal({
    cols,
    rows,
    scrollback: 150,
    allowProposedApi: true,
    linkHandler: { activate: (_, uri) => void activated.push(uri) },
  });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const core = coreOf(terminal);
  followPalette(core);
  const box = document.createElement('div');
  document.body.replaceChildren(box);
  terminal.open(box);
  window.shown = {
    terminal,
    activated,
    write: async (output) => {
      await new Promise<void>((done) => terminal.write(Uint8Array.from(output), done));
      await frames();
    },
    restore: async (screen) => {
      const bytes = Uint8Array.from(screen);
      const started = performance.now();
      restoreScreen(core, bytes);
      const took = performance.now() - started;
      await frames();
      return took;
    },
    capture: (kind) => [...captureScreen(core, kind)],
    painted: () =>
      [...box.querySelectorAll('.xterm-rows > div')].map((row) =>
        row.textContent!.replaceAll('\u00a0', ' ').trimEnd(),
      ),
  };
};
