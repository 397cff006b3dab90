// The frame around a block that people type into: name on the left, state on the right, rows or a note below.
import { element } from '../page/element.ts';
import { drawnScale } from './scaling.ts';

export type Frame = {
  readonly header: HTMLElement;
  /** The state in words, with its mark. */
  readonly word: HTMLElement;
  /** Holds the rows. */
  readonly box: HTMLElement;
  /** A sentence in the place of the rows. */
  readonly note: HTMLElement;
  /** Covers all of `slides`, the element that reveal scales; null puts the frame back into the host. */
  cover(slides: HTMLElement | null): void;
};

/** Builds the frame inside `host` and sets the host's name for screen readers. */
export function buildFrame(host: HTMLElement, title: string, label: string): Frame {
  host.setAttribute('role', 'group');
  host.setAttribute('aria-label', label);
  const frame = element('div', 'deck-terminal-frame');
  const header = element('div', 'deck-terminal-header');
  const word = element('span', 'deck-terminal-word');
  const box = element('div', 'deck-terminal-box');
  const note = element('p', 'deck-terminal-note');
  header.append(element('span', 'deck-terminal-name', title), word);
  frame.append(header, box, note);
  host.append(frame);
  return {
    header,
    word,
    box,
    note,
    cover(slides) {
      const { style } = frame;
      if (!slides) {
        style.left = style.top = style.width = style.height = '';
        return;
      }
      const all = slides.getBoundingClientRect();
      const here = host.getBoundingClientRect();
      const scale = drawnScale(all.width, slides.offsetWidth);
      style.left = `${(all.left - here.left) / scale}px`;
      style.top = `${(all.top - here.top) / scale}px`;
      style.width = `${slides.offsetWidth}px`;
      style.height = `${slides.offsetHeight}px`;
    },
  };
}
