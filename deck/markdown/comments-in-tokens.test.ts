// Which elements get the attributes of comments, and which comments are faults.
import { expect, test } from 'vitest';
import { body, build, faults } from './sample.ts';

test('.element at the end of an item, a paragraph or a heading applies to that block', async () => {
  expect(
    await body(
      '## a <!-- .element: id="x" -->\n\n- one `code` <!-- .element: class="fragment" -->\n- two\n\nlast <!-- .element: data-a="1" -->',
    ),
  ).toMatchInlineSnapshot(`
    "<h2 id="x">a </h2>
    <ul>
    <li class="fragment">one <code>code</code> </li>
    <li>two</li>
    </ul>
    <p data-a="1">last </p>
    "
  `);
});

test('.element that touches a piece of the line applies to that piece', async () => {
  expect(await body('see **this**<!-- .element: class="fragment" --> now')).toMatchInlineSnapshot(`
    "<p>see <strong class="fragment">this</strong> now</p>
    "
  `);
});

test('.element on a line of its own applies to the block above', async () => {
  expect(await body('| a |\n| - |\n| b |\n\n<!-- .element: class="wide" -->')).toMatchInlineSnapshot(`
    "<table class="wide">
    <thead>
    <tr>
    <th>a</th>
    </tr>
    </thead>
    <tbody><tr>
    <td>b</td>
    </tr>
    </tbody></table>

    "
  `);
  expect(await body('```rust\nx\n```\n<!-- .element: class="fragment" -->')).toMatchInlineSnapshot(`
    "<pre class="code fragment" data-language="rust"><code><span class="code-line">x
    </span></code></pre>

    "
  `);
});

test('.element in a cell, a loose list and a nested list', async () => {
  expect(
    await body(
      '- a <!-- .element: class="one" -->\n\n- b\n  - c <!-- .element: class="two" -->\n\n| x |\n| - |\n| y <!-- .element: class="three" --> |',
    ),
  ).toMatchInlineSnapshot(`
    "<ul>
    <li class="one"><p>a </p>
    </li>
    <li><p>b</p>
    <ul>
    <li class="two">c </li>
    </ul>
    </li>
    </ul>
    <table>
    <thead>
    <tr>
    <th>x</th>
    </tr>
    </thead>
    <tbody><tr>
    <td class="three">y </td>
    </tr>
    </tbody></table>
    "
  `);
});

test('.slide sets the section, from anywhere on the slide', async () => {
  expect(
    (await build('# a\n\n<!-- .slide: class="x" data-state="y" data-section="demo" -->')).html,
  ).toMatchInlineSnapshot(`
    "<section class="x" data-state="y" data-section="demo" data-source="slides/01.md:1"><div class="slide">
    <h1>a</h1>

    </div></section>"
  `);
});

test('an author’s own comments never reach a browser', async () => {
  expect(await body('a <!-- ask Ann --> b\n\n<!-- todo -->\n\n<p><!-- no -->c</p>')).not.toMatch(
    /Ann|todo|no/,
  );
});

test('attributes that cannot be applied are faults', async () => {
  expect(
    await faults(
      '<!-- .element: class="a" -->\n<!-- .slide: onclick="x" style="y" id="a" id="b" -->\n\ntext\n\n<!-- .slide: class="b" -->\n\n<p>x</p> <!-- .element: class="c" -->\n\n<!-- .sldie: class="d" -->\n\nx <!-- .element: class=bare -->\n\n<!-- .slide: data-source="z" -->',
    ),
  ).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: .element with nothing before it; put it after the element it is for",
      "slides/01.md:2: attribute "onclick" is not allowed; use class, id, aria-* or data-* in lower case",
      "slides/01.md:2: attribute "style" is not allowed; use class, id, aria-* or data-* in lower case",
      "slides/01.md:2: attribute id is given twice; keep one of them",
      "slides/01.md:6: a second .slide comment on this slide; put all attributes into one",
      "slides/01.md:8: .element inside HTML; write the attributes into the tag itself",
      "slides/01.md:10: unknown comment ".sldie:"; use ".slide:" or ".element:", or no leading dot",
      "slides/01.md:12: cannot read attributes at class=bare; write name="value", separated by spaces",
      "slides/01.md:14: attribute data-source is set by the deck; leave it out",
      "slides/01.md:14: a second .slide comment on this slide; put all attributes into one",
    ]
  `);
});

test('an unclosed comment does not hide the next slide', async () => {
  const { faults: found, html } = await build('# a\n\n<!-- oh\n---\n# b');
  expect(found).toEqual(['slides/01.md:3: a comment is never closed; close it with -->']);
  expect(html).toContain('<h1>b</h1>');
});
