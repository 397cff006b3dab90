// The slides as pages: each in the frame that reveal would give it, with all fragments shown and its footer.

import type { Content } from '../page/content.ts';
import { element } from '../page/element.ts';

/** One element per slide, in order: a sheet of paper with the slide on it. */
export function layOutPages(content: Content): HTMLElement[] {
  const { sections, talk } = content;
  return sections.map(({ html }, index) => {
    const page = element('article', 'print-page');
    const frame = element('div', 'print-slide');
    const reveal = element('div', 'reveal fade');
    const slides = element('div', 'slides');
    slides.innerHTML = html;
    const section = slides.querySelector('section')!;
    section.classList.add('present');
    showFragments(section);
    const name = talk.sections.find(({ id }) => id === section.dataset.section)?.title ?? '';
    reveal.append(slides);
    if (index > 0 && section.dataset.footer !== 'none') {
      reveal.append(footer(name, index + 1, sections.length));
    }
    frame.append(reveal);
    page.append(frame);
    return page;
  });
}

/** Shows all fragments as reveal does at a slide's end: all visible, and those of the last index current. */
function showFragments(section: Element): void {
  const fragments = [...section.querySelectorAll<HTMLElement>('.fragment')];
  const index = (fragment: HTMLElement) => Number(fragment.dataset.fragmentIndex ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...fragments.map(index));
  fragments.forEach((fragment, at) => {
    const isLast = index(fragment) === last && (Number.isFinite(last) || at === fragments.length - 1);
    fragment.classList.add('visible');
    fragment.classList.toggle('current-fragment', isLast);
  });
}

function footer(section: string, number: number, count: number): HTMLElement {
  const root = element('footer', 'deck-footer');
  const track = element('span', 'deck-footer-track');
  const bar = element('span', 'deck-footer-bar');
  bar.style.width = `${(100 * number) / count}%`;
  track.append(bar);
  root.append(
    element('span', 'deck-footer-section', section),
    track,
    element('span', 'deck-footer-number', `${number} / ${count}`),
  );
  return root;
}
