// Composition root of cheat.html: the cheat sheet on one A4 page, black on white.
import '../theme/fonts.css';
import '../theme/tokens.css';
import '../theme/cheat.css';
import { code, commands, slide, title } from 'virtual:cheat-sheet';

document.documentElement.dataset.theme = 'light';
document.title = `${title}: cheat sheet`;

const page = document.createElement('article');
page.className = 'print-page sheet';
page.innerHTML =
  '<header><h1></h1><p>cheat sheet</p></header>' +
  ['commands', 'code', 'facts'].map((part) => `<section class="sheet-${part}"></section>`).join('');
page.querySelector('h1')!.textContent = title;
// The sheet has a title of its own, so it takes only the slide's columns.
const words = document.createElement('template');
words.innerHTML = slide;
const columns = [...words.content.querySelectorAll('.column')];
fill('.sheet-facts', columns.length > 0 ? columns.map(({ innerHTML }) => innerHTML).join('') : slide);
fill('.sheet-commands', commands);
fill('.sheet-code', `<h3>Typed on stage</h3>${code}`);
document.body.append(page);
await document.fonts.ready;
const parts = [page, ...page.children];
page.toggleAttribute(
  'data-cut',
  parts.some((part) => part.scrollHeight > part.clientHeight || part.scrollWidth > part.clientWidth),
);
document.documentElement.dataset.ready = '';

import.meta.hot?.accept('virtual:cheat-sheet', () => location.reload());

function fill(selector: string, html: string): void {
  page.querySelector(selector)!.innerHTML = html;
}
