// Reads a talk's folder: talk.ts through Vite's module runner, slide files, diagrams. Builds and renders nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runnerImport } from 'vite';
import { parseTalk } from '../../../protocol/talk.ts';
import type { DeckSource } from './deck.ts';
import type { Fault } from './fault.ts';

const SLIDE_FILE = /^\d+-.+\.md$/;

/** A talk's folder as read once. */
export type TalkFolder = {
  /** Undefined when `faults` says why. */
  source: DeckSource | undefined;
  faults: Fault[];
  /**
   * Every file that was read and the code talk.ts imports, as absolute paths: a change of one changes the deck.
   * It grows while the deck is built, for only then the slides ask for source code.
   */
  reads: Set<string>;
};

/**
 * Reads `dir`. Paths in faults are relative to `root`.
 * @throws when a file cannot be read for reasons other than the author's.
 */
export async function readTalkFolder(root: string, dir: string): Promise<TalkFolder> {
  const shown = (file: string) => path.relative(root, file).split(path.sep).join('/');
  const names = (await readdir(dir)).filter((name) => SLIDE_FILE.test(name)).sort(byPrefix);
  const paths = names.map((name) => path.join(dir, name));
  const files = await Promise.all(
    paths.map(async (file) => ({ file: shown(file), text: await readFile(file, 'utf8') })),
  );
  const faults: Fault[] = [];
  if (files.length === 0) {
    faults.push({
      file: shown(dir),
      line: 1,
      what: 'no slides',
      mend: 'write 01-title.md or run in the talk’s folder',
    });
  }
  const talkFile = path.join(dir, 'talk.ts');
  const loaded = await loadTalk(talkFile, shown(talkFile));
  faults.push(...loaded.faults);
  const reads = new Set([...paths, talkFile, ...loaded.reads]);
  const diagrams = diagramsIn(path.join(dir, 'theme/diagrams'));
  const code = (name: string) => {
    const file = path.resolve(root, name);
    if (!file.startsWith(root + path.sep)) return undefined;
    reads.add(file);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  const source = loaded.talk && { talk: loaded.talk, files, diagrams, source: code };
  return { source, faults, reads };
}

/** 2-x.md stands before 10-x.md. */
function byPrefix(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || a.localeCompare(b);
}

async function loadTalk(file: string, shown: string) {
  const mend = `mend it in ${shown}`;
  if (!existsSync(file)) {
    const what = 'there is no talk.ts';
    return {
      talk: undefined,
      reads: [],
      faults: [fault(shown, what, 'add it: it declares sections, demos and steps')],
    };
  }
  try {
    const { module, dependencies } = await runnerImport<{ default?: unknown }>(file, { logLevel: 'silent' });
    const reads = dependencies.map((dependency) => path.resolve(dependency));
    return { talk: parseTalk(module.default, shown), reads, faults: [] };
  } catch (error) {
    const message = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
    const lines = message.split('\n');
    // parseTalk gives one line a fault, each beginning with the file; other errors are JavaScript's own.
    const faults = lines.every((line) => line.startsWith(`${shown}: `))
      ? lines.map((line) => fault(shown, line.slice(shown.length + 2), mend))
      : [fault(shown, lines.find((line) => /^\[\w+\]/.test(line)) ?? lines[0]!, mend, lineIn(message))];
    return { talk: undefined, reads: [], faults };
  }
}

function fault(file: string, what: string, mend: string, line = 1): Fault {
  return { file, line, what, mend };
}

/** The line that the bundler's drawing of a syntax error names. */
function lineIn(message: string): number {
  return Number(/talk\.ts:(\d+)/.exec(message)?.[1] ?? 1);
}

function diagramsIn(dir: string): DeckSource['diagrams'] {
  return {
    read: (name) => {
      const file = path.join(dir, `${name}.svg`);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
    names: () =>
      existsSync(dir)
        ? readdirSync(dir)
            .filter((name) => name.endsWith('.svg'))
            .map((name) => name.slice(0, -'.svg'.length))
        : [],
  };
}
