import { beforeEach, expect, test, vi } from 'vitest';
import { keepAwake } from './awake.ts';

/** A page that is visible or not, in a browser whose answer to a request the test chooses. */
class Page extends EventTarget {
  visibilityState = 'visible';
  locks: (EventTarget & { released: boolean })[] = [];
  refuses = false;

  show(state: 'visible' | 'hidden'): void {
    this.visibilityState = state;
    if (state === 'hidden') for (const lock of this.locks) this.end(lock);
    this.dispatchEvent(new Event('visibilitychange'));
  }

  end(lock: Page['locks'][number]): void {
    if (lock.released) return;
    lock.released = true;
    lock.dispatchEvent(new Event('release'));
  }

  async request() {
    if (this.refuses) throw new Error('battery is low');
    const lock = Object.assign(new EventTarget(), { released: false, release: async () => this.end(lock) });
    this.locks.push(lock);
    return lock;
  }

  get held(): number {
    return this.locks.filter(({ released }) => !released).length;
  }
}

let page: Page;
beforeEach(() => {
  page = new Page();
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { wakeLock: page });
  vi.stubGlobal('isSecureContext', true);
});

test('asks now and each time the page is shown again, and lets go at the end', async () => {
  const awake = keepAwake();
  await vi.waitFor(() => expect(page.held).toBe(1));
  page.show('hidden');
  expect(page.held).toBe(0);
  expect(awake.why()).toBeNull();
  page.show('visible');
  await vi.waitFor(() => expect(page.held).toBe(1));
  awake.dispose();
  await vi.waitFor(() => expect(page.held).toBe(0));
  page.show('hidden');
  page.show('visible');
  expect(page.locks).toHaveLength(2);
});

test('says that the browser refuses, and no longer once it agrees', async () => {
  page.refuses = true;
  const awake = keepAwake();
  const said: (string | null)[] = [];
  awake.on(() => said.push(awake.why()));
  await vi.waitFor(() => expect(said).toEqual(['the browser refused: battery is low']));
  page.refuses = false;
  page.show('hidden');
  page.show('visible');
  await vi.waitFor(() => expect(said.at(-1)).toBeNull());
  page.end(page.locks[0]!);
  expect(said.at(-1)).toBe('the system no longer keeps it on');
  awake.dispose();
});

test.each([
  [true, /this browser/],
  [false, /encrypted/],
])('says why where there is no wake lock (secure: %s)', async (secure, why) => {
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('isSecureContext', secure);
  const awake = keepAwake();
  await vi.waitFor(() => expect(awake.why()).toMatch(why));
  awake.dispose();
});
