// A small talk and functions that build slides with it, for the tests of this room.
import { parseTalk } from '../../protocol/talk.ts';
import { buildDeck } from './deck.ts';
import { formatFault } from './fault.ts';

export const talk = parseTalk(
  {
    title: 'Sample',
    speaker: 'Ann <3',
    event: 'Here',
    address: 'https://example.com/sample/',
    sections: [
      { id: 'intro', title: 'Intro', budget: { min: 1, max: 2 } },
      { id: 'demo', title: 'Demo', budget: { min: 1, max: 2 } },
    ],
    demos: [
      {
        id: 'echo',
        title: 'Echo',
        needs: [],
        panes: [
          { id: 'left', title: 'left', cols: 80, rows: 10, cwd: '/secret' },
          { id: 'right', title: 'right <2>', cols: 90, rows: 6, cwd: '.' },
        ],
        steps: [
          { id: 'hello', pane: 'left', label: 'hello', command: 'echo "hello" > {iface}', expect: /secret/ },
          { id: 'bye', pane: 'right', label: 'bye', command: 'ssh {peer} echo {unknown}' },
        ],
      },
      {
        id: 'mute',
        title: 'Mute',
        needs: [],
        panes: [{ id: 'only', title: 'only', cols: 80, rows: 8, cwd: '.' }],
        steps: [],
      },
      {
        id: 'code',
        title: 'Code',
        needs: [],
        workspace: 'stage',
        panes: [{ id: 'only', title: 'only', cols: 80, rows: 8, cwd: '.' }],
        files: [
          { id: 'main', title: 'main.rs', path: 'main.rs', template: 'old.rs', finished: 'src/main.rs' },
          { id: 'lost', title: 'lost.rs', path: 'lost.rs', template: 'gone.rs', finished: 'src/main.rs' },
        ],
        steps: [{ id: 'write', pane: 'main', label: 'write', edit: { replace: 'answer' } }],
      },
    ],
  },
  'talk.ts',
);

const SVG =
  '<?xml version="1.0"?>\n<!-- by hand -->\n<svg viewBox="0 0 1 1"><title>A line</title><path class="fragment" d="M0 0"/></svg>\n';
const RUST = '// Above.\n#[inline(always)]\nfn answer() -> u32 {\n    42\n}\n';

/** What `answer` was before. */
const OLD = RUST.replace('42', '"no"');

/** Builds slides from texts; the first is `slides/01.md`, the next `slides/02.md`. */
export async function build(...texts: string[]) {
  const { deck, faults } = await buildDeck({
    talk,
    folder: 'slides',
    files: texts.map((text, index) => ({ file: `slides/0${index + 1}.md`, text })),
    diagrams: { read: (name) => (name === 'line' ? SVG : undefined), names: () => ['line'] },
    look: (name) => (name === 'images/cat.png' ? undefined : { what: `no file ${name}`, fix: 'draw it' }),
    source: (path) => ({ 'src/main.rs': RUST, 'old.rs': OLD })[path],
  });
  return { ...deck, faults: faults.map(formatFault) };
}

/** The HTML inside the box of the only slide. */
export async function body(text: string): Promise<string> {
  const { html, faults } = await build(text);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return html.replace(/^<section[^>]*><div class="slide">\n/, '').replace(/<\/div><\/section>$/, '');
}

/** The faults of one file. */
export async function faults(text: string): Promise<string[]> {
  return (await build(text)).faults;
}
