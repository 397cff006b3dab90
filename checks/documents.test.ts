// Documents name files and folders that exist; docs/evidence.md alone keeps old names.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { BROWSERS_OWN, KEYS } from '../deck/keys/keys.ts';
import { ROOT } from '../server/system/root.ts';

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
const files = git('ls-files', '--cached', '--others', '--exclude-standard').filter((path) =>
  existsSync(join(ROOT, path)),
);
const names = new Set(files.map((path) => basename(path)));
const documents = files.filter(
  (path) =>
    path.endsWith('.md') &&
    !/^(docs\/evidence\.md|slides\/\d|examples\/.*\/\d|bench\/results|tests\/.*\/\d)/.test(path),
);

/** Folders and files that are made, not kept: by the deck, its set-up, cargo or the reader. */
const MADE =
  /^(\.cache|dist|export|stage(-2)?|target|my-talk|node_modules)\b|(^|\/)target\/|talk\.local\.json$/;
/** Names with a part to be filled in, of other places, or in code that is quoted. */
const OPEN = /[A-Z]{2,}(?![A-Z]*\.md)|[*{}<>$…|:=\\\s]|^[/~@]|^https?/;
/** A talk's folder, which its documents name their files from. */
const TALKS = ['slides', 'examples/minimal'];

/** Paths in a document: where its links lead, and what it has in backticks that looks like a path or a file. */
function pathsIn(text: string): string[] {
  const prose = text.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1/gm, '');
  const links = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, path]) => path!);
  const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, path]) => path!);
  const files = quoted.filter((path) => /^[\w./-]+\.(ts|mjs|md|sh|rs|json|css|svg|html|c|nix)$/.test(path));
  const folders = quoted.filter((path) => /^[\w.-]+(\/[\w.-]+)*\/$/.test(path));
  return [...links, ...files, ...folders].filter((path) => !OPEN.test(path) && !MADE.test(path));
}

it('finds documents and paths', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'screen/README.md']),
  );
  expect(pathsIn('[a](b/c.md#d) `x/y.ts` `x/` `NAME/y.ts` `cast 1`\n```\n`no/such.ts`\n```')).toEqual([
    'b/c.md',
    'x/y.ts',
    'x/',
  ]);
});

it.each(documents)('%s names what is there', (document) => {
  const places = ['', dirname(document), ...TALKS];
  const missing = pathsIn(readFileSync(join(ROOT, document), 'utf8')).filter(
    (path) => !names.has(path) && !places.some((place) => existsSync(join(ROOT, place, path))),
  );
  expect(missing).toEqual([]);
});

it('README names every key that works everywhere, and no other', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const cells = readme.slice(readme.indexOf('## On stage')).match(/^\| (.*?) \|/gm) ?? [];
  const found =
    cells.join(' ').match(/(?:(?:Ctrl|Alt|Shift)\+)*(?:F\d+|Page(?:Up|Down))|Ctrl\+Alt\+./g) ?? [];
  const wanted = KEYS.filter(({ where, command }) => where === 'everywhere' && command !== 'leave');
  expect(found.toSorted()).toEqual(wanted.map(({ shown }) => shown).toSorted());
});

it('docs/keys.md has the deck’s keys as the help has them', () => {
  const page = readFileSync(join(ROOT, 'docs/keys.md'), 'utf8');
  const rows = page.slice(0, page.indexOf('\n- ')).match(/^\| .* \| .* \|/gm) ?? [];
  const found = rows
    .map((row) => row.split(' | ').slice(0, 2).join(' | '))
    .filter((row) => !/ browser's own |^\| (key|---) /.test(row));
  expect(found).toEqual([...KEYS, ...BROWSERS_OWN].map(({ shown, meaning }) => `| ${shown} | ${meaning}`));
});
