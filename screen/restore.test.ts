// Screens restored over all kinds of terminals, and damaged ones refused; tests/terminal uses real output.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reader, Writer } from './bytes.ts';
import { captureScreen, SCREEN_VERSION } from './capture.ts';
import { restoreScreen } from './restore.ts';
import { type Small, same, smallTerminal } from './terminal.fixture.ts';

const COLOURFUL =
  'a\x1b[31mred — 漢字 e\u0301\x1b[0m\r\n\x1b[4:3mcurl\x1b]8;id=x;http://example.com/\x07link\x1b]8;;\x07';

function full(output = COLOURFUL): Small {
  const terminal = smallTerminal();
  for (let n = 0; n < 60; n++) terminal.write(`row ${n}\r\n`);
  terminal.write(output);
  return terminal;
}

/** The same screen with another value at this path of its state. */
function withState(bytes: Uint8Array, path: string, value: unknown): Uint8Array {
  const from = new Reader(bytes);
  const out = new Writer();
  for (const _ of 'vk') out.byte(from.byte());
  const state = JSON.parse(from.text());
  const names = path.split('.');
  const last = names.pop()!;
  let inner = state;
  for (const name of names) inner = inner[name];
  inner[last] = value;
  out.text(JSON.stringify(state));
  out.rest(bytes.subarray(bytes.length - from.left));
  return out.done();
}

describe('restoreScreen', () => {
  it('gives the same bytes again, and the bytes do not depend on what was there', () => {
    const whole = captureScreen(full().core, 'whole');
    for (const output of ['', COLOURFUL, '\x1b[?1049hother', '\x1b]8;;http://other.example/\x07open']) {
      const copy = smallTerminal();
      copy.write(output);
      restoreScreen(copy.core, whole);
      expect(same(captureScreen(copy.core, 'whole'), whole)).toBe(true);
    }
  });

  it('keeps the rows that there is room for', () => {
    const copy = smallTerminal();
    copy.term.options.scrollback = 5;
    restoreScreen(copy.core, captureScreen(full().core, 'whole'));
    expect(copy.term.buffer.active.length).toBe(9);
    expect(copy.row(0)).toBe('row 53');
  });

  it.each([
    ['at the end', 0],
    ['10 rows back', 10],
    ['as far as there is', 30],
  ])('leaves a reader %s', (_, back) => {
    const copy = full('');
    copy.term.scrollLines(-back);
    restoreScreen(copy.core, captureScreen(full(COLOURFUL + '\r\n'.repeat(9)).core, 'whole'));
    const { baseY, viewportY } = copy.term.buffer.active;
    expect(baseY - viewportY).toBe(back);
    expect(copy.core._bufferService.isUserScrolling).toBe(back > 0);
    copy.write('\r\nmore');
    expect(copy.term.buffer.active.viewportY === copy.term.buffer.active.baseY).toBe(back === 0);
  });

  it('fires the events for title, mouse and buffer', () => {
    const copy = smallTerminal();
    const fired: unknown[] = [];
    copy.term.onTitleChange((title) => fired.push(title));
    copy.term.buffer.onBufferChange((buffer) => fired.push(buffer.type));
    const source = smallTerminal();
    source.write('\x1b]0;new\x07\x1b[?1049h\x1b[?1003h');
    restoreScreen(copy.core, captureScreen(source.core, 'whole'));
    expect(fired).toEqual(['alternate', 'new']);
    expect(copy.term.modes.mouseTrackingMode).toBe('any');
  });

  it('has a viewport drawn at once, and the whole screen wait for the end of synchronized output', () => {
    const source = smallTerminal();
    source.write('\x1b[?2026h');
    const copy = smallTerminal();
    restoreScreen(copy.core, captureScreen(source.core, 'viewport'));
    expect(copy.term.modes.synchronizedOutputMode).toBe(false);
    restoreScreen(copy.core, captureScreen(source.core, 'whole'));
    expect(copy.term.modes.synchronizedOutputMode).toBe(true);
  });

  it('takes the cursor where xterm puts it for a character of no width in the last column', () => {
    const source = smallTerminal();
    source.write(`${'x'.repeat(20)}\x1b[m\u0301`);
    expect(source.term.buffer.active.cursorX).toBe(21);
    const copy = smallTerminal();
    restoreScreen(copy.core, captureScreen(source.core, 'whole'));
    for (const each of [source, copy]) each.write('next');
    expect(same(captureScreen(copy.core, 'whole'), captureScreen(source.core, 'whole'))).toBe(true);
  });

  it('restores a very long title and very many links', () => {
    const source = smallTerminal();
    source.write(`\x1b]0;${'t'.repeat(1_100_000)}\x07a${'\u0301'.repeat(20_000)}`);
    for (let n = 0; n < 150; n++) source.write(`\x1b]8;;http://example.com/${n}\x07x`);
    const copy = smallTerminal();
    restoreScreen(copy.core, captureScreen(source.core, 'whole'));
    expect(same(captureScreen(copy.core, 'whole'), captureScreen(source.core, 'whole'))).toBe(true);
  });
});

describe('links', () => {
  const uriAt = ({ core }: Small, y: number) => {
    const line = core._bufferService.buffers.normal.lines.get(y)!;
    return core._oscLinkService._dataByLinkId.get(line._extendedAttrs[0]?._urlId ?? 0)?.data.uri;
  };
  const link = (name: string, id = '') => `\x1b]8;${id};http://${name}.example/\x07${name}\x1b]8;;\x07\r\n`;

  it('above a viewport lead where they led, however many viewports come', () => {
    const page = smallTerminal();
    page.write(link('above') + '\r\n'.repeat(6) + link('old'));
    for (let n = 0; n < 20; n++) {
      const source = smallTerminal();
      source.write(link(`new${n}`) + link('again', 'id=a'));
      restoreScreen(page.core, captureScreen(source.core, 'viewport'));
      expect(uriAt(page, 0)).toBe('http://above.example/');
      const { ybase } = page.core._bufferService.buffers.normal;
      expect([uriAt(page, ybase), uriAt(page, ybase + 1)]).toEqual([
        `http://new${n}.example/`,
        'http://again.example/',
      ]);
      // Two from the page's own rows and two from the viewport: they don't pile up.
      expect(page.core._oscLinkService._dataByLinkId.size).toBeLessThanOrEqual(4);
    }
  });

  it('live as long as their rows', () => {
    const source = smallTerminal();
    source.write(link('one', 'id=1'));
    const copy = smallTerminal();
    restoreScreen(copy.core, captureScreen(source.core, 'whole'));
    for (const each of [source, copy]) {
      each.write('\r\n'.repeat(32));
      expect(each.core._oscLinkService._entriesWithId.size).toBe(1);
      each.write('\r\n'.repeat(10));
      expect(each.core._oscLinkService._entriesWithId.size).toBe(0);
    }
  });
});

describe('what is refused', () => {
  const good = captureScreen(full().core, 'whole');

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'ends too early'],
    ['another form', Uint8Array.of(SCREEN_VERSION + 1, ...good.slice(1)), `form ${SCREEN_VERSION + 1}`],
    ['another kind', Uint8Array.of(SCREEN_VERSION, 7, ...good.slice(2)), 'unknown kind'],
    ['more than it says', Uint8Array.of(...good, 0), '1 bytes too many'],
    ['another size', captureScreen(smallTerminal(30, 4).core, 'whole'), '30×4 for a terminal of 20×4'],
    ['a viewport called whole', Uint8Array.of(good[0]!, 1, ...good.slice(2)), 'of the normal buffer'],
    ['a cursor below the screen', withState(good, 'normal.y', 4), 'cursor or scroll region'],
    ['a cursor beside the screen', withState(good, 'alt.x', 22), 'cursor or scroll region'],
    ['a region that is not on the screen', withState(good, 'normal.bottom', 4), 'cursor or scroll region'],
    ['another Unicode', withState(good, 'unicode', '15'), 'Unicode 15'],
    ['an unknown mouse protocol', withState(good, 'mouseProtocol', 'X'), 'mouseProtocol'],
    ['an unknown mode', withState(good, 'privateModes.other', true), 'privateModes.other'],
    ['a mode that is a text', withState(good, 'privateModes.origin', 'x'), 'privateModes.origin'],
    ['a pen with a link of no table', withState(good, 'pen.3', 99), 'a link'],
    ['a colour of no palette', withState(good, 'palette', [[259, [0, 0, 0]]]), 'palette'],
    ['no state', withState(good, 'normal', undefined), 'normal'],
  ])('%s', (_, bytes, fault) => {
    const terminal = full('untouched');
    const before = captureScreen(terminal.core, 'whole');
    expect(() => restoreScreen(terminal.core, bytes)).toThrow(fault);
    expect(same(captureScreen(terminal.core, 'whole'), before)).toBe(true);
  });

  it('any damage changes nothing, or gives a terminal that goes on', () => {
    const before = captureScreen(full('untouched').core, 'whole');
    const damage = fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    let refused = 0;
    fc.assert(
      fc.property(damage, fc.nat({ max: good.length }), fc.boolean(), (changes, cut, shorter) => {
        const bytes = good.slice(0, shorter ? cut : undefined);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const terminal = full('untouched');
        try {
          restoreScreen(terminal.core, bytes);
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(Error);
          expect(same(captureScreen(terminal.core, 'whole'), before)).toBe(true);
        }
        terminal.write('\x1b8on\r\n\x1b[Lwith 漢字\x1b[2J');
        for (const kind of ['whole', 'viewport'] as const) captureScreen(terminal.core, kind);
      }),
      { numRuns: 60 },
    );
    expect(refused).toBeGreaterThan(10);
  });

  it.each([
    ['rows', [0xff, 0xff, 0xff, 0xff, 0x0f], 0],
    ['links', [0xff, 0xff, 0xff, 0xff, 0x0f], -1],
  ])('a few bytes that promise four thousand million %s', (_, count, before) => {
    const from = new Reader(good);
    for (const _ of 'vk') from.byte();
    from.text();
    const head = good.slice(0, good.length - from.left);
    const bytes = Uint8Array.of(...head, ...(before === 0 ? [0] : []), ...count, 0, 0, 0, 0);
    expect(() => restoreScreen(smallTerminal().core, bytes)).toThrow(/screen of/);
  });
});
