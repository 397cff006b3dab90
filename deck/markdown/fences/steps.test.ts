// The steps fence.
import { expect, test } from 'vitest';
import { buildDeck } from '../deck.ts';
import { body, faults, talk } from '../sample.ts';

const panes = '```terminal demo=echo pane=left\n```\n```terminal demo=echo pane=right\n```\n';

test('each step is a fragment, with its command before and after names are filled in', async () => {
  expect(
    (await body(`${panes}\n\`\`\`steps demo=echo\n\`\`\``)).split('\n').slice(2).join('\n'),
  ).toMatchInlineSnapshot(`
    "<deck-steps demo="echo">
    <span class="fragment deck-step" data-demo="echo" data-step="hello" data-pane="left" data-command="echo &quot;hello&quot; &gt; {iface}" data-fragment-index="0"><span class="deck-step-number"></span><span class="deck-step-label">hello</span><code class="deck-step-command">echo "hello" &gt; eno1</code></span>
    <span class="fragment deck-step" data-demo="echo" data-step="bye" data-pane="right" data-command="ssh {peer} echo {unknown}" data-fragment-index="1"><span class="deck-step-number"></span><span class="deck-step-label">bye</span><code class="deck-step-command">ssh proxmox echo {unknown}</code></span>
    </deck-steps>
    "
  `);
});

test('a command of several lines has one line on the rail', async () => {
  const long = structuredClone(talk);
  long.demos[0]!.steps[0]!.command = 'cat > notes <<END\none\ntwo\nEND';
  const { deck } = await buildDeck({
    talk: long,
    folder: 'slides',
    files: [{ file: 'slides/01.md', text: `${panes}\n\`\`\`steps demo=echo only=hello\n\`\`\`` }],
    diagrams: { read: () => undefined, names: () => [] },
    look: () => undefined,
    source: () => undefined,
  });
  expect(deck.html).toContain('<code class="deck-step-command">cat &gt; notes &lt;&lt;END …</code>');
});

test('only= picks steps and keeps the talk’s order', async () => {
  const html = await body(`${panes}\n\`\`\`steps demo=echo only=bye,hello\n\`\`\``);
  expect([...html.matchAll(/data-step="(\w+)"/g)].map((match) => match[1])).toEqual(['hello', 'bye']);
});

test('two fences on a slide share one count of fragments', async () => {
  const html = await body(
    `${panes}\n\`\`\`steps demo=echo only=hello\n\`\`\`\n\n\`\`\`steps demo=echo only=bye\n\`\`\``,
  );
  expect([...html.matchAll(/index="(\d)"/g)].map((match) => match[1])).toEqual(['0', '1']);
});

test('unknown steps, a demo without steps and a missing pane are faults', async () => {
  expect(
    await faults(
      '```steps demo=echo only=hello,hi\n```\n\n```steps demo=mute\n```\n\n```steps demo=nope\n```',
    ),
  ).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: demo echo has no step "hi"; use one of hello, bye, or add it to slides/talk.ts",
      "slides/01.md:1: step hello types into pane left of echo, which is not on this slide; add a fence "terminal demo=echo pane=left", or leave the step out with only=…",
      "slides/01.md:4: demo mute has no steps; add steps to it in slides/talk.ts",
      "slides/01.md:7: unknown demo "nope"; use one of echo, mute, code, or add it to slides/talk.ts",
    ]
  `);
});
