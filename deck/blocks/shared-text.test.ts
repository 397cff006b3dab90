// Two pages and a server made of the same changes, with messages that are late, lost and refused.
import { rebaseUpdates } from '@codemirror/collab';
import { ChangeSet, EditorState, type Text } from '@codemirror/state';
import { expect, test } from 'vitest';
import type { ChangeJson, DocumentUpdate } from '../../protocol/document.ts';
import { MAX_MESSAGE_BYTES } from '../../protocol/message.ts';
import { confirmed, confirmedText, outgoing, sharedText, taken, textOf, unsaved } from './shared-text.ts';

/** A page at one version of a text. */
class Page {
  state: EditorState;
  base: Text;

  constructor(
    readonly name: string,
    text: string,
    version = 0,
  ) {
    this.base = textOf(text);
    this.state = EditorState.create({ doc: this.base, extensions: [sharedText(version, name)] });
  }

  get text(): string {
    return this.state.doc.toString();
  }

  type(at: number, insert: string, remove = 0): void {
    this.state = this.state.update({ changes: { from: at, to: at + remove, insert } }).state;
  }

  hear(from: number, updates: DocumentUpdate[]): boolean {
    const transaction = taken(this.state, from, updates);
    if (!transaction) return false;
    this.state = transaction.state;
    this.base = confirmedText(this.base, updates);
    return true;
  }
}

/** The server's side, as server/documents has it. */
class Server {
  updates: { clientID: string; changes: ChangeSet }[] = [];

  take({ page, from, changes }: { page: string; from: number; changes: ChangeJson[] }): void {
    const given = changes.map((json) => ({ clientID: page, changes: ChangeSet.fromJSON(json) }));
    this.updates.push(...rebaseUpdates(given, this.updates.slice(from)));
  }

  since(version: number): DocumentUpdate[] {
    return this.updates
      .slice(version)
      .map(({ clientID, changes }) => ({ by: clientID, change: changes.toJSON() as ChangeJson }));
  }
}

const start = 'one\ntwo\nthree\n';

test('two pages that type at once end with the same text', () => {
  const server = new Server();
  const [a, b] = [new Page('a', start), new Page('b', start)];
  a.type(0, 'A');
  a.type(1, 'A');
  b.type(4, 'B');
  server.take(outgoing(b.state)!);
  server.take(outgoing(a.state)!);
  for (const page of [a, b]) expect(page.hear(0, server.since(0))).toBe(true);
  expect(a.text).toBe('AAone\nBtwo\nthree\n');
  expect(b.text).toBe(a.text);
  expect(confirmed(a.state)).toEqual({ version: 3, exactly: true });
  expect([a.base.toString(), b.base.toString()]).toEqual([a.text, a.text]);
});

test('what is sent twice is taken once, and what was missed is noticed', () => {
  const server = new Server();
  const a = new Page('a', start);
  a.type(0, 'x');
  server.take(outgoing(a.state)!);
  a.type(1, 'y');
  server.take(outgoing(a.state)!);
  expect(server.updates).toHaveLength(2);
  expect(a.hear(1, server.since(1))).toBe(false);
  expect(confirmed(a.state)).toEqual({ version: 0, exactly: false });
  expect(a.hear(0, server.since(0))).toBe(true);
  expect([a.text, outgoing(a.state)]).toEqual([`xy${start}`, null]);
});

test.each<[string, (page: Page) => void, string, string | null]>([
  ['what never arrived is typed again', (p) => p.type(0, 'new '), start, `new ${start}`],
  ['what did arrive is not', (p) => p.type(0, 'new '), `new ${start}`, null],
  ['what others did elsewhere stays', (p) => p.type(0, 'new '), 'one\ntwo\n3\n', 'new one\ntwo\n3\n'],
  ['what others did at the same place counts', (p) => p.type(4, 'X', 3), 'one\n2\nthree\n', null],
  ['a text made anew is left alone', (p) => p.type(4, 'X', 3), 'other\n', null],
  ['nothing typed is nothing', () => {}, 'other\n', null],
])('after a lost connection: %s', (_, act, told, after) => {
  const page = new Page('a', start);
  act(page);
  const changes = unsaved(page.state, page.base, textOf(told));
  expect(changes?.apply(textOf(told)).toString() ?? null).toBe(after);
});

test('a message is never longer than the server takes', () => {
  const page = new Page('a', start);
  for (let n = 0; n < 150; n++) page.type(0, 'é\n'.repeat(1000));
  const { changes } = outgoing(page.state)!;
  expect(changes.length).toBeGreaterThan(1);
  expect(changes.length).toBeLessThan(100);
  expect(new TextEncoder().encode(JSON.stringify(changes)).length).toBeLessThan(MAX_MESSAGE_BYTES);
});
