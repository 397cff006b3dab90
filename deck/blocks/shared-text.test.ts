// Two pages and a server exchange changes, with messages that are late, lost or sent twice.
import { rebaseUpdates } from '@codemirror/collab';
import { ChangeSet, EditorState, type Text } from '@codemirror/state';
import { expect, test } from 'vitest';
import type { ChangeJson, DocumentUpdate } from '../../protocol/document.ts';
import { MAX_MESSAGE_BYTES } from '../../protocol/message.ts';
import {
  confirmed,
  confirmedText,
  outgoing,
  sharedText,
  textOf,
  transactionFor,
  unsaved,
} from './shared-text.ts';

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

  receive(from: number, updates: DocumentUpdate[]): boolean {
    const transaction = transactionFor(this.state, from, updates);
    if (!transaction) return false;
    this.state = transaction.state;
    this.base = confirmedText(this.base, updates);
    return true;
  }
}

/** The server's side, like the one in server/documents. */
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

test('two pages that type at the same time end with the same text', () => {
  const server = new Server();
  const [a, b] = [new Page('a', start), new Page('b', start)];
  a.type(0, 'A');
  a.type(1, 'A');
  b.type(4, 'B');
  server.take(outgoing(b.state)!);
  server.take(outgoing(a.state)!);
  for (const page of [a, b]) expect(page.receive(0, server.since(0))).toBe(true);
  expect(a.text).toBe('AAone\nBtwo\nthree\n');
  expect(b.text).toBe(a.text);
  expect(confirmed(a.state)).toEqual({ version: 3, exactly: true });
  expect([a.base.toString(), b.base.toString()]).toEqual([a.text, a.text]);
});

test('a change sent twice counts once, and a page notices that it missed changes', () => {
  const server = new Server();
  const a = new Page('a', start);
  a.type(0, 'x');
  server.take(outgoing(a.state)!);
  a.type(1, 'y');
  server.take(outgoing(a.state)!);
  expect(server.updates).toHaveLength(2);
  expect(a.receive(1, server.since(1))).toBe(false);
  expect(confirmed(a.state)).toEqual({ version: 0, exactly: false });
  expect(a.receive(0, server.since(0))).toBe(true);
  expect([a.text, outgoing(a.state)]).toEqual([`xy${start}`, null]);
});

test.each<[string, (page: Page) => void, string, string | null]>([
  ['a change that never arrived is typed again', (p) => p.type(0, 'new '), start, `new ${start}`],
  ['a change that did arrive is not', (p) => p.type(0, 'new '), `new ${start}`, null],
  ['changes of others elsewhere stay', (p) => p.type(0, 'new '), 'one\ntwo\n3\n', 'new one\ntwo\n3\n'],
  ['changes of others at the same place win', (p) => p.type(4, 'X', 3), 'one\n2\nthree\n', null],
  ['a text that was replaced stays as it is', (p) => p.type(4, 'X', 3), 'other\n', null],
  ['without changes nothing is typed', () => {}, 'other\n', null],
])('after a lost connection: %s', (_, act, serverText, after) => {
  const page = new Page('a', start);
  act(page);
  const changes = unsaved(page.state, page.base, textOf(serverText));
  expect(changes?.apply(textOf(serverText)).toString() ?? null).toBe(after);
});

test('a message is never longer than the server accepts', () => {
  const page = new Page('a', start);
  for (let n = 0; n < 150; n++) page.type(0, 'é\n'.repeat(1000));
  const { changes } = outgoing(page.state)!;
  expect(changes.length).toBeGreaterThan(1);
  expect(changes.length).toBeLessThan(100);
  expect(new TextEncoder().encode(JSON.stringify(changes)).length).toBeLessThan(MAX_MESSAGE_BYTES);
});
