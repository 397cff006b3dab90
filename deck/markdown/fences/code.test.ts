// Code fences: languages, highlights, code cut from the real source.
import { expect, test } from 'vitest';
import { body, build, faults } from '../sample.ts';

test('keywords and comments are marked, everything is escaped', async () => {
  expect(await body('```rust\nlet a: Vec<u8> = "let // x"; // y & z\n```')).toMatchInlineSnapshot(`
    "<pre class="code" data-language="rust"><code><span class="code-line"><span class="code-keyword">let</span> a: Vec&lt;u8&gt; = "let // x"; <span class="code-comment">// y &amp; z</span>
    </span></code></pre>
    "
  `);
  expect(await body('```sh\nif true; then echo "#no" a#no; fi # yes\n```')).toMatchInlineSnapshot(`
    "<pre class="code" data-language="sh"><code><span class="code-line"><span class="code-keyword">if</span> true; <span class="code-keyword">then</span> echo "#no" a#no; <span class="code-keyword">fi</span> <span class="code-comment"># yes</span>
    </span></code></pre>
    "
  `);
});

test('a single highlight is visible from the start', async () => {
  expect(await body('```c lines=2\na;\nb;\n```')).toMatchInlineSnapshot(`
    "<pre class="code" data-language="c"><code><span class="code-line">a;
    </span><span class="code-line"><span class="code-bar"></span>b;
    </span></code></pre>
    "
  `);
});

test('several highlights replace one another', async () => {
  expect(await body('```text lines=1|2,4|3-4\na\nb\nc\nd\n```')).toMatchInlineSnapshot(`
    "<pre class="code" data-language="text"><code><span class="code-line"><span class="code-bar fragment fade-out" data-fragment-index="0"></span>a
    </span><span class="code-line"><span class="code-bar fragment current-visible" data-fragment-index="0"></span>b
    </span><span class="code-line"><span class="code-bar fragment" data-fragment-index="1"></span>c
    </span><span class="code-line"><span class="code-bar fragment current-visible" data-fragment-index="0"></span><span class="code-bar fragment" data-fragment-index="1"></span>d
    </span></code></pre>
    "
  `);
});

test('a function is cut from the source', async () => {
  expect(await body('```rust src=src/main.rs region=answer\n```')).toMatchInlineSnapshot(`
    "<pre class="code" data-language="rust"><code><span class="code-line">#[inline(always)]
    </span><span class="code-line"><span class="code-keyword">fn</span> answer() -&gt; u32 {
    </span><span class="code-line">    42
    </span><span class="code-line">}
    </span></code></pre>
    "
  `);
});

test('a highlight follows the words of the code', async () => {
  const marked = async (at: string) =>
    [
      ...(await body(`\`\`\`rust at="${at}"\na {\n b\n}\nc\n\`\`\``)).matchAll(/code-bar[^>]*><\/span>(.*)/g),
    ].map((match) => match[1]);
  expect(await marked('b')).toEqual([' b']);
  expect(await marked('a .. }|c')).toEqual(['a {', ' b', '}', 'c']);
  expect(await faults('```rust at="x|a .. y"\na\n```\n\n```rust at=a\na\na\n```')).toEqual([
    'slides/01.md:1: the code has no line with "x"; write words that only one line has',
    'slides/01.md:1: after "a" the code has no line with "y"; write words of its last line',
    'slides/01.md:5: the code has 2 lines with "a"; write words that only one line has',
  ]);
});

test('on a slide with auto-animate, each line has its own id', async () => {
  const slide = async (attributes: string) =>
    (await build(`<!-- .slide: ${attributes} -->\n\n\`\`\`rust\na\n  a\n\nb\n\`\`\``)).html;
  expect(
    [...(await slide('data-auto-animate')).matchAll(/data-id="([^"]*)"/g)].map((match) => match[1]),
  ).toEqual(['a', '  a', 'b']);
  expect(await slide('class="x"')).not.toContain('data-id');
});

test('code that cannot be shown is a fault', async () => {
  expect(
    await faults(
      [
        '```rust lines=2-9\na\n```',
        '```rust lines=x\na\n```',
        '```rsut\n```',
        '```rust src=src/none.rs region=answer\n```',
        '```rust src=src/main.rs region=question\n```',
        '```rust src=src/main.rs\n```',
        '```rust src=src/main.rs region=answer\ncode\n```',
        '```rust wide\na\n```',
        '```rust lines=1 lines=1\na\n```',
      ].join('\n\n'),
    ),
  ).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: cannot highlight lines "2-9"; the code has lines 1 to 1; write 3, 3-5 or 3-5|8",
      "slides/01.md:5: cannot highlight lines "x"; the code has lines 1 to 1; write 3, 3-5 or 3-5|8",
      "slides/01.md:9: unknown fence kind "rsut"; use one of rst, rust, rs",
      "slides/01.md:12: there is no file src/none.rs; write its path below the project’s folder, or ./ and its path below the talk’s",
      "slides/01.md:15: src/main.rs has no region question; use answer",
      "slides/01.md:18: only one of src and region; write src=FILE region=NAME",
      "slides/01.md:21: both code and src; remove the code, or src and region",
      "slides/01.md:25: cannot read the option wide; write name=value or name="two words"",
      "slides/01.md:29: option lines is given twice; keep one of them",
    ]
  `);
});

test('a highlight ends at the line that has only its last words', async () => {
  const html = await body('```rust at="if a .. }"\nif a {\n  b({ c });\n}\n```');
  expect(html.match(/code-bar/g)).toHaveLength(3);
});
