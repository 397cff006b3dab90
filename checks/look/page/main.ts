// What tests call in the page, as `window.look`; bundled by bundle.ts and not part of the deck.
import { findClipped } from './clipped.ts';
import { findFaint, hideText, type Painted, readColours } from './contrast.ts';
import { findInFoot } from './foot.ts';
import { readLines } from './lines.ts';
import { findOverlapping, uncovered } from './overlapping.ts';
import { type Fault, slideBox } from './slide-box.ts';
import { findSmall } from './small.ts';

let painted: Painted[] = [];

const look = {
  /** Everything that needs no picture; remembers the lines and hides the text for the picture. */
  check(): Fault[] {
    const on = slideBox();
    const { lines, faults } = uncovered(readLines(on));
    painted = readColours(lines);
    const found = [
      ...faults,
      ...findClipped(lines, on),
      ...findOverlapping(lines, on),
      ...findSmall(lines, on),
      ...findInFoot(lines, on),
    ];
    hideText(true);
    return found;
  },
  /** The rest, in a picture that was taken after `check()`; shows the text again. */
  async contrast(picture: string): Promise<Fault[]> {
    hideText(false);
    return findFaint(painted, picture);
  },
  /** Resolves when terminals have drawn this slide's text and nothing has changed for some animation frames. */
  async settled(): Promise<void> {
    const until = performance.now() + 5000;
    let last = '';
    // What a verdict is read from is looked at some frames later.
    const frames = slideBox().section.querySelector('deck-verdict') ? 20 : 3;
    for (let same = 0; same < frames && performance.now() < until; ) {
      await new Promise(requestAnimationFrame);
      const terminals = [...slideBox().section.querySelectorAll('deck-terminal, deck-editor')];
      const opened = terminals.every(
        (terminal) => !/^(idle|connecting)$/.test(terminal.getAttribute('state') ?? ''),
      );
      const now = terminals.map((terminal) => (terminal as Element & { text?: string }).text).join('\n');
      const moves = document.getAnimations().some(({ playState }) => playState === 'running');
      same = opened && !moves && now === last ? same + 1 : 0;
      last = now;
    }
  },
};

export type Look = typeof look;
Object.assign(window, { look });
