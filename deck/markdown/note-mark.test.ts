// What begins a slide's notes, what looks as if it did, and what is sent to the audience's page.
import { expect, test } from 'vitest';
import { build } from './sample.ts';

const SECRET = 'only for me';

/** What every viewer gets of the slides. */
async function sent(text: string): Promise<string> {
  const { html, sections, talk, cheatSheet } = await build(text);
  return JSON.stringify({ html, sections, talk, cheatSheet });
}

const NOTES = [
  `Note: ${SECRET}`,
  `note: ${SECRET}`,
  `NOTE: ${SECRET}`,
  `Notes:\n${SECRET}`,
  `notes : ${SECRET}`,
  `   Note: ${SECRET}`,
  `**Note:** ${SECRET}`,
  `**Notes**: ${SECRET}`,
  `__NOTES:__\n${SECRET}`,
  `**Notes**\n\n${SECRET}`,
  `*Note*\n${SECRET}`,
  `Speaker notes: ${SECRET}`,
  `**Presenter’s notes:**\n${SECRET}`,
  `Note：${SECRET}`,
  `<!-- not yet\n\nNote: not these\n-->\n\nNote: ${SECRET}`,
];

test.each(NOTES)('notes: %j', async (text) => {
  const slide = `## Seen\n\nwords\n\n${text}\n\n---\n\n## Next`;
  const { faults, notes } = await build(slide);
  expect(faults).toEqual([]);
  expect(notes[0]!.html).toContain(SECRET);
  expect(await sent(slide)).not.toMatch(new RegExp(`${SECRET}|not these`));
  expect(await sent(slide)).toContain('Next');
});

const FAULTS = [
  `## Notes\n\n${SECRET}`,
  `# Speaker notes\n\n${SECRET}`,
  `Notes\n\n${SECRET}`,
  `NOTES\n=====\n\n${SECRET}`,
  `Note – ${SECRET}`,
  `**Note: ${SECRET}**`,
  `- Note: ${SECRET}`,
  `> **Note:** ${SECRET}`,
  `1. note: ${SECRET}`,
  `<b>Note:</b> ${SECRET}`,
  `<p class="x">Notes: ${SECRET}</p>`,
  `<aside class="notes">\n${SECRET}\n</aside>`,
  `<ASIDE CLASS='a notes'>${SECRET}</ASIDE>`,
  `<aside class="speaker-notes">${SECRET}</aside>`,
  `<div class="notes">${SECRET}</div>`,
  `<div data-notes="${SECRET}">a</div>`,
  `<speaker-notes>${SECRET}</speaker-notes>`,
  `<!-- .slide: data-notes="${SECRET}" -->\n`,
  `<!-- .slide: class="notes" -->\n`,
  `??? \n${SECRET}`,
  `::: notes\n${SECRET}\n:::`,
  `::: {.notes}\n${SECRET}\n:::`,
  `^ ${SECRET}`,
  `\\note{${SECRET}}`,
  `<!-- aside -->Note: ${SECRET}`,
  `<!-- ${SECRET}`,
  `words <!-- ${SECRET}\nmore`,
  `words <!-- ${SECRET}\n\nmore -->`,
  `- a <!-- ${SECRET}\n- c`,
  `<div><!-- ${SECRET}</div>`,
  `<? ${SECRET} ?>`,
  `<!note ${SECRET}>`,
  `<![CDATA[ ${SECRET} ]]>`,
];

test.each(FAULTS)('a fault with its line: %j', async (text) => {
  const { faults } = await build(`## Seen\n\nwords\n\n${text}`);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(/^slides\/01\.md:5: .+; .+/);
});

const NEITHER = [
  'Notes on the verifier',
  'Footnotes: none',
  'Noted: it works',
  '`Note:` begins the notes',
  '```md\nNote: code\n<!-- open\n<aside class="notes">\n```',
  '`<!--` begins a comment',
  '\\<!-- shown',
  '| Notes | a |\n| --- | --- |\n| Note: b | c |',
  '<p class="note">A remark</p>',
  'a <!-- gone --> b',
];

test.each(NEITHER)('is shown: %j', async (text) => {
  const { faults, notes, sections } = await build(`## Seen\n\n${text}`);
  expect([faults, notes[0]!.html]).toEqual([[], '']);
  expect(sections[0]!.html).not.toContain('gone');
});

test('a slide that is only a comment is left out, also with a separator in it', async () => {
  const { faults, sections } = await build('# a\n---\n<!--\n# b\n---\n# c\nNote: d\n-->\n---\n# e');
  expect(faults).toEqual([]);
  expect(sections.map(({ html }) => /<h1>(.*)<\/h1>/.exec(html)?.[1])).toEqual(['a', 'e']);
});

test('a comment that is closed only on a later slide, after another one, was never closed', async () => {
  const { faults } = await build('# a\n\n<!-- oh\n---\n# b <!-- .element: class="x" -->\n\nNote: c <!-- uh');
  expect(faults).toEqual([
    'slides/01.md:3: a comment is never closed; close it with -->',
    'slides/01.md:7: a comment is never closed; close it with -->',
  ]);
});
