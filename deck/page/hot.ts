// Swaps edited slides into a running deck during development; the rest and all terminals stay.
import type { RevealApi } from 'reveal.js';
import { paneKey } from '../../protocol/pane.ts';
import { isTerminal } from '../blocks/terminal.ts';
import type { Content } from './content.ts';

/** Replaces changed slides; the deck stays where it is. A changed talk (panes, steps) reloads the page. */
export function patchSlides(deck: RevealApi, before: Content, after: Content): void {
  if (JSON.stringify(before.talk) !== JSON.stringify(after.talk)) return location.reload();
  const root = deck.getSlidesElement();
  if (!root) return;
  const { h, v, f } = deck.getIndices();
  const current = deck.getCurrentSlide();
  const old = leaves(root);
  const made = document.createElement('template');
  made.innerHTML = after.html;
  const fresh = leaves(made.content);

  const sameShape =
    before.sections.length === after.sections.length &&
    before.sections.every((s, i) => s.h === after.sections[i]!.h && s.v === after.sections[i]!.v);
  if (sameShape) {
    after.sections.forEach((section, i) => {
      if (words(section.html) === words(before.sections[i]!.html)) return;
      keepTerminals(old[i]!, fresh[i]!);
      old[i]!.replaceWith(fresh[i]!);
    });
  } else {
    // Slides were added, removed or moved: unchanged ones are carried over as they are.
    const unused = new Map<string, Element[]>();
    before.sections.forEach((section, i) => {
      const key = words(section.html);
      unused.set(key, [...(unused.get(key) ?? []), old[i]!]);
    });
    after.sections.forEach((section, i) => {
      const kept = unused.get(words(section.html))?.shift();
      if (kept) fresh[i]!.replaceWith(kept);
    });
    root.replaceChildren(made.content);
  }
  deck.sync();
  // Slides before this one may have been added or removed.
  const moved = root.contains(current) ? deck.getIndices(current) : { h, v };
  deck.slide(moved.h, moved.v, f);
}

function leaves(root: ParentNode): Element[] {
  return [...root.querySelectorAll('section')].filter(
    (section) => !section.querySelector(':scope > section'),
  );
}

/** A slide's HTML without its line numbers, which change with every line added above. */
function words(html: string): string {
  return html.replace(/ data-source="[^"]*"/, '');
}

function keepTerminals(from: Element, to: Element): void {
  const kept = new Map(
    [...from.querySelectorAll('deck-terminal')].filter(isTerminal).map((t) => [paneKey(t.ref), t]),
  );
  for (const place of to.querySelectorAll('deck-terminal')) {
    const key = `${place.getAttribute('demo')}.${place.getAttribute('pane')}`;
    const terminal = kept.get(key);
    const same = ['cols', 'rows'].every((name) => place.getAttribute(name) === terminal?.getAttribute(name));
    if (terminal && same) place.replaceWith(terminal);
  }
}
