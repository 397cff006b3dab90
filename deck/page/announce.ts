// Reads each new slide or fragment out to screen readers, without hidden fragments, terminal cells or notes.
import type { RevealApi } from 'reveal.js';
import { element } from './element.ts';

/** Announces in its own live region; reveal's region is removed, since it reads hidden fragments too. */
export function createAnnounce(deck: RevealApi): void {
  const region = element('div', 'deck-announce');
  region.setAttribute('aria-live', 'polite');
  region.setAttribute('aria-atomic', 'true');
  document.body.append(region);
  document.querySelector('.reveal .aria-status')?.remove();

  const slide = () => {
    region.textContent = readAloud(deck.getCurrentSlide());
  };
  const fragments = (event: Event) => {
    const { fragments } = event as Event & { fragments?: HTMLElement[] };
    region.textContent = (fragments ?? []).map(readAloud).join(' ');
  };
  deck.on('slidechanged', slide);
  deck.on('fragmentshown', fragments);
  slide();
}

const BLOCKS = 'p, li, h1, h2, h3, h4, pre, tr, blockquote, .bytes-row, .code-line';

/** An element as sentences: its words, the names of pictures, and the names of terminals. */
function readAloud(root: Element): string {
  const sentences: string[] = [];
  let words = '';
  const end = () => {
    const sentence = words.replace(/\s+/g, ' ').trim();
    if (sentence) sentences.push(/[.!?:;,]$/.test(sentence) ? sentence : `${sentence}.`);
    words = '';
  };
  const say = (name: string | null) => {
    end();
    words = name ?? '';
    end();
  };
  const read = (node: Node) => {
    if (node.nodeType === Node.TEXT_NODE) words += node.nodeValue ?? '';
    if (!(node instanceof Element) || isSilent(node, root)) return;
    if (node.matches('[role="img"], [role="group"]')) return say(node.getAttribute('aria-label'));
    if (node.matches('img')) return say(node.getAttribute('alt'));
    const isBlock = node.matches(BLOCKS);
    if (isBlock) end();
    else if (node.matches('td, th, span')) words += ' ';
    for (const child of node.childNodes) read(child);
    if (isBlock) end();
  };
  read(root);
  end();
  return sentences.join(' ');
}

/** Looks at classes, not at computed opacity, so that a slide is read while it still fades in. */
function isSilent(element: Element, root: Element): boolean {
  if (element !== root && element.matches('.fragment:not(.visible)')) return true;
  return element.matches('[hidden], [aria-hidden="true"], style, script');
}
