// The diagram fence.
import { expect, test } from 'vitest';
import { buildDeck } from '../deck.ts';
import { formatFault } from '../fault.ts';
import { body, faults, talk } from '../sample.ts';

/** The drawing on a slide that has nothing else. */
async function draw(svg: string) {
  const { deck, faults } = await buildDeck({
    talk,
    folder: 'slides',
    files: [{ file: 'slides/01.md', text: '```diagram name=drawing\n```' }],
    diagrams: { read: () => svg, names: () => ['drawing'] },
    source: () => undefined,
    look: () => undefined,
  });
  return { html: /<svg[\s\S]*<\/svg>/.exec(deck.html)?.[0], faults: faults.map(formatFault) };
}

test('the drawing is in the slide, without what only its file needs', async () => {
  expect(await body('```diagram name=line\n```')).toMatchInlineSnapshot(`
    "<div class="diagram"><svg viewBox="0 0 1 1" role="img" aria-label="A line"><path class="fragment" d="M0 0"/></svg></div>
    "
  `);
});

test('a missing drawing is a fault, and no path leads out of the folder', async () => {
  expect(await faults('```diagram name=circle\n```\n\n```diagram name=../line\n```')).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: there is no diagram "circle"; use line, or draw slides/theme/diagrams/circle.svg",
      "slides/01.md:4: there is no diagram "../line"; use line, or draw slides/theme/diagrams/../line.svg",
    ]
  `);
});

test('its label is alt, or its own label, or its own title and description, never a tooltip', async () => {
  expect(await body('```diagram name=line alt="From \'here\' to there"\n```')).toContain(
    'role="img" aria-label="From \'here\' to there"><path',
  );
  const drawn = async (svg: string) => (await draw(svg)).html;
  expect(await drawn('<svg role="img" aria-label="A &amp; B"><g><title>tip</title></g></svg>')).toBe(
    '<svg role="img" aria-label="A &amp; B"><g></g></svg>',
  );
  expect(await drawn('<svg>\n <title>A &lt; B</title>\n <desc>in\n two</desc><g/></svg>')).toBe(
    '<svg role="img" aria-label="A &lt; B: in two"><g/></svg>',
  );
});

test('a drawing without a description is a fault', async () => {
  const fix = 'write alt="…" here, or begin slides/theme/diagrams/drawing.svg with <title> and <desc>';
  for (const svg of ['<svg><path d="M0 0"/></svg>', '<svg aria-label=" "/>', '<svg><title> </title></svg>'])
    expect((await draw(svg)).faults).toEqual([
      `slides/01.md:1: diagram "drawing" has no description for screen readers; ${fix}`,
    ]);
});

test('with here, a drawing marks one place and has no fragments', async () => {
  const svg = '<svg aria-label="A map"><g class="fragment"></g><g class="d-you tc"></g></svg>';
  const slide = async (here: string) => {
    const { deck, faults } = await buildDeck({
      talk,
      folder: 'slides',
      files: [{ file: 'slides/01.md', text: `\`\`\`diagram name=map here=${here}\n\`\`\`` }],
      diagrams: { read: () => svg, names: () => ['map'] },
      source: () => undefined,
      look: () => undefined,
    });
    return { html: deck.html, faults: faults.map(formatFault) };
  };
  expect((await slide('tc')).html).toContain('<div class="diagram" data-here="tc">');
  expect((await slide('tc')).html).not.toContain('fragment');
  expect((await slide('xdp')).faults).toEqual(['slides/01.md:1: diagram "map" has no place xdp; use tc']);
});
