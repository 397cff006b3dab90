// The editor fence.
import { expect, test } from 'vitest';
import { body, build, faults } from '../sample.ts';

const editor = '```editor demo=code file=main\n```\n';

test('has the file, its size from the talk, and the text after each step', async () => {
  expect(await body(editor)).toMatchInlineSnapshot(`
    "<deck-editor demo="code" file="main" cols="80" rows="16" title="main.rs" checkpoints="[{&quot;step&quot;:null,&quot;text&quot;:&quot;// Above.\\n#[inline(always)]\\nfn answer() -&gt; u32 {\\n    \\&quot;no\\&quot;\\n}\\n&quot;},{&quot;step&quot;:&quot;write&quot;,&quot;text&quot;:&quot;// Above.\\n#[inline(always)]\\nfn answer() -&gt; u32 {\\n    42\\n}\\n&quot;}]"></deck-editor>
    "
  `);
  expect((await build(editor)).notes[0]!.demos).toEqual(['code']);
});

test('a step that edits the file has its label and no command', async () => {
  expect(
    (await body(`${editor}\n\`\`\`steps demo=code\n\`\`\``)).split('\n').slice(1).join('\n'),
  ).toMatchInlineSnapshot(`
    "<deck-steps demo="code">
    <span class="fragment deck-step" data-demo="code" data-step="write" data-pane="main" data-command="" data-fragment-index="0"><span class="deck-step-number"></span><span class="deck-step-label">write</span></span>
    </deck-steps>
    "
  `);
});

test('unknown ids, a file twice, edits that don’t fit and a step without its file are faults', async () => {
  expect(
    await faults(
      '```editor demo=echo file=main\n```\n\n```editor demo=code file=min\n```\n\n```editor demo=code\n```\n\n' +
        '```editor demo=code file=lost\n```\n\n```editor demo=code file=lost\n```\n\n```steps demo=code\n```',
    ),
  ).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: demo echo has no file "main"; check its name, or add it to files in slides/talk.ts",
      "slides/01.md:4: demo code has no file "min"; use one of main, lost, or add it to files in slides/talk.ts",
      "slides/01.md:7: editor without file; add file=… after editor",
      "slides/01.md:10: the prepared edits of lost don’t fit: there is no file gone.rs; fix the edit in slides/talk.ts, or the file it is cut from",
      "slides/01.md:13: file lost of code is on this slide twice; remove one of the two",
      "slides/01.md:16: step write types into file main of code, which is not on this slide; add a fence "editor demo=code file=main", or leave the step out with only=…",
    ]
  `);
});
