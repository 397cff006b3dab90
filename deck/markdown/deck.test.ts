// Whole decks: positions, sections, separate notes, faults of several files in one list.
import { expect, test } from 'vitest';
import { build } from './sample.ts';

test('files and separators become reveal’s positions', async () => {
  const { sections, html } = await build('# a\n---\n# b\n--\n# c', '# d');
  expect(sections.map(({ h, v, source }) => [h, v, source])).toEqual([
    [0, 0, 'slides/01.md:1'],
    [1, 0, 'slides/01.md:3'],
    [1, 1, 'slides/01.md:5'],
    [2, 0, 'slides/02.md:1'],
  ]);
  expect(html).toMatchInlineSnapshot(`
    "<section data-section="intro" data-source="slides/01.md:1"><div class="slide">
    <h1>a</h1>
    </div></section>
    <section>
    <section data-section="intro" data-source="slides/01.md:3"><div class="slide">
    <h1>b</h1>
    </div></section>
    <section data-section="intro" data-source="slides/01.md:5"><div class="slide">
    <h1>c</h1>
    </div></section>
    </section>
    <section data-section="intro" data-source="slides/02.md:1"><div class="slide">
    <h1>d</h1>
    </div></section>"
  `);
});

test('a section lasts until the next one, across files', async () => {
  const { notes } = await build('# a\n---\n<!-- .slide: data-section="demo" -->\n# b', '# c');
  expect(notes.map((note) => note.section)).toEqual(['intro', 'demo', 'demo']);
});

test('notes are not in what the audience gets', async () => {
  const { html, sections, notes, talk } = await build(
    '# A *b* `c`\n\nNote:\n**secret** <!-- more -->\n---\nx',
  );
  expect(notes).toEqual([
    {
      h: 0,
      v: 0,
      title: 'A b c',
      section: 'intro',
      html: '<p><strong>secret</strong> </p>\n',
      words: 1,
      seconds: 0,
      demos: [],
    },
    { h: 1, v: 0, title: '', section: 'intro', html: '', words: 0, seconds: 0, demos: [] },
  ]);
  expect(JSON.stringify({ html, sections, talk })).not.toMatch(/secret/);
});

test('faults of all files are one list, in order, with their lines', async () => {
  const { faults } = await build(
    '# a\n\n```terminal demo=x pane=y\n```\n---\n<!-- .slide: data-section="nowhere" -->\n- b\n  - c\n\n    ```rust lines=7\n    x\n    ```\n\nNote:\n```steps demo=echo\n```',
    '![logo](https://example.com/logo.png)\n---\n<!-- .slide: id="x" -->\na\n---\n<!-- .slide: id="x" -->\nb',
  );
  expect(faults).toMatchInlineSnapshot(`
    [
      "slides/01.md:3: unknown demo "x"; use one of echo, mute, code, or add it to slides/talk.ts",
      "slides/01.md:6: unknown section "nowhere"; use one of intro, demo, or add it to slides/talk.ts",
      "slides/01.md:10: cannot highlight lines "7"; the code has lines 1 to 1; write 3, 3-5 or 3-5|8",
      "slides/01.md:15: unknown fence kind "steps"; use text, or a language of https://shiki.style/languages, such as python",
      "slides/02.md:1: the image https://example.com/logo.png is on another machine; put it in images/ beside the slides and write images/NAME; the deck loads nothing from the network",
      "slides/02.md:6: id "x" is also at slides/02.md:3; give one another id",
    ]
  `);
});
