// The Vite plugin: serves the deck and the notes as two virtual modules and tells faults as Vite tells its own. No Markdown here.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ErrorPayload, Plugin, ResolvedConfig } from 'vite';
import { buildDeck, type Deck } from './deck.ts';
import { type Fault, formatFault, frameFault } from './fault.ts';
import { readTalkFolder } from './talk-folder.ts';

/** `virtual:deck` is the audience's and holds no notes; `virtual:notes` is the speaker's page's alone. */
const MODULES = ['virtual:deck', 'virtual:notes'] as const;
type ModuleName = (typeof MODULES)[number];

/** `deck` is undefined when faults left nothing to build from. */
type Built = { deck: Deck | undefined; faults: Fault[]; reads: Set<string> };

/**
 * Slides from the folder `dir` (relative to Vite's root): `NN-name.md`, `talk.ts` and `theme/diagrams/*.svg`.
 * A fault in them fails a build; in dev it is shown in the terminal and as the overlay until it is mended.
 */
export function slides(options: { dir: string }): Plugin {
  let config: ResolvedConfig;
  let built: Promise<Built> | undefined;
  const build = () => {
    built ??= read(config.root, path.resolve(config.root, options.dir));
    return built;
  };

  return {
    name: 'ebpf-talk:slides',
    configResolved(resolved) {
      config = resolved;
    },
    async buildStart() {
      built = undefined;
      if (config.command !== 'serve') return;
      const { faults } = await build();
      if (faults.length > 0) config.logger.error(describe(faults), { timestamp: true });
    },
    resolveId(id) {
      return MODULES.some((name) => name === id) ? `\0${id}` : undefined;
    },
    async load(id) {
      const name = MODULES.find((candidate) => id === `\0${candidate}`);
      if (!name) return undefined;
      const { deck, faults, reads } = await build();
      if (config.command === 'build') for (const file of reads) this.addWatchFile(file);
      if (!deck || faults.length > 0) this.error(asError(config.root, faults));
      return moduleCode(name, deck);
    },
    async hotUpdate({ file, modules }) {
      const dir = path.resolve(config.root, options.dir);
      if (!belongs(dir, file) && !(await build()).reads.has(file)) return;
      built = undefined;
      const { faults } = await build();
      const virtual = MODULES.flatMap(
        (name) => this.environment.moduleGraph.getModuleById(`\0${name}`) ?? [],
      );
      if (faults.length === 0) return [...new Set([...modules, ...virtual])];
      // The page keeps what it shows, under the overlay; a page that is opened now gets the fault from load().
      for (const module of virtual) this.environment.moduleGraph.invalidateModule(module);
      if (this.environment.name === 'client') {
        config.logger.error(describe(faults), { timestamp: true });
        // Vite's page reloads at its first update when it shows an overlay; after an empty one it patches instead.
        this.environment.hot.send({ type: 'update', updates: [] });
        this.environment.hot.send({ type: 'error', err: asOverlay(config.root, faults) });
      }
      return [];
    },
  };
}

async function read(root: string, dir: string): Promise<Built> {
  const { source, faults, reads } = await readTalkFolder(root, dir);
  if (!source) return { deck: undefined, faults, reads };
  const { deck, faults: more } = buildDeck(source);
  return { deck, faults: [...faults, ...more], reads };
}

/** Slide files, the talk and diagrams; a new one counts as soon as it is there. */
function belongs(dir: string, file: string): boolean {
  const name = path.relative(dir, file).split(path.sep).join('/');
  return /^\d+-[^/]+\.md$/.test(name) || name === 'talk.ts' || /^theme\/diagrams\/[^/]+\.svg$/.test(name);
}

function moduleCode(name: ModuleName, deck: Deck): string {
  const values = name === 'virtual:notes' ? { notes: deck.notes } : audience(deck);
  return Object.entries(values)
    .map(([key, value]) => `export const ${key} = ${JSON.stringify(value)};\n`)
    .join('');
}

function audience({ talk, sections, html }: Deck) {
  return { talk, sections, html };
}

/** All faults, one a line, first the count when there are several. */
function describe(faults: Fault[]): string {
  const lines = faults.map(formatFault);
  return lines.length === 1 ? lines[0]! : [`${lines.length} faults in the slides:`, ...lines].join('\n');
}

function asError(root: string, faults: Fault[]) {
  const first = faults[0]!;
  const file = path.resolve(root, first.file);
  return {
    name: 'SlideFault',
    message: describe(faults),
    id: file,
    loc: { file, line: first.line, column: 0 },
    frame: frame(file, first),
    stack: '',
  };
}

function asOverlay(root: string, faults: Fault[]): ErrorPayload['err'] {
  return { ...asError(root, faults), plugin: 'ebpf-talk:slides' };
}

function frame(file: string, fault: Fault): string {
  try {
    return frameFault(fault, readFileSync(file, 'utf8'));
  } catch {
    return '';
  }
}
