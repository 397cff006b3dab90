// The live code with a typing mistake of the speaker in the middle; talk.test.ts runs it without one.
import { afterEach, beforeEach, expect } from 'vitest';
import { endBrowsers, nextStep, waitForText } from '../support/browser.ts';
import { endDecks, live, startDeck } from '../support/deck.ts';
import { BUILD_MS, LiveCode } from '../support/live-code.ts';
import { itAsRoot } from '../support/root.ts';
import { clearWorkingCopies } from '../support/working-copy.ts';

beforeEach(clearWorkingCopies);
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

itAsRoot(
  'survives a slip in the middle of the typing: it shows at its line, one key brings it to green, and the demo goes on',
  async () => {
    const deck = await startDeck(['--port', '5210']);
    await live(deck);
    const show = await LiveCode.open(deck);
    const { page, step, shows, file, state } = show;
    await show.toLiveCode();
    await step('ping-monitor.address');
    await step('ping-monitor.tools', 'met', 'skipped');
    await step('ping-monitor.generate');
    await step('ping-monitor.enter');
    await nextStep(page, 'ping-monitor.questions');
    await expect.poll(file, { timeout: 20_000 }).toContain('let ethertype: u16');
    // Keys go in where the speaker has clicked, while the deck goes on typing.
    await page.locator('section.present deck-editor .cm-line', { hasText: 'let ethertype' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.type('lett ');
    expect(await state('ping-monitor.questions', 'met', 'unmet')).toBe('unmet');
    await shows('faulty', 'expected');
    const marked = page.locator('section.present deck-editor .cm-line', { hasText: 'lett let' });
    expect(await marked.count()).toBe(1);

    // One key fixes it.
    await page.keyboard.press('F8');
    expect(await state('ping-monitor.questions', 'met')).toBe('met');
    await expect.poll(file).not.toContain('lett');
    await shows('faulty', 'cannot find function `ptr_at`');
    await step('ping-monitor.helper');
    await shows('clean');
    await step('ping-monitor.run');
    await step('ping-monitor.ssh');
    await step('ping-monitor.ping');
    await waitForText(page, 'ping-monitor', 'laptop', /🔔 Someone is pinging us!/);
    expect(page.faults).toEqual([]);
  },
  3 * BUILD_MS,
);
