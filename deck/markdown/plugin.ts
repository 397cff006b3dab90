// The Vite plugin: deck, notes, outline and cheat sheet as virtual modules, and faults as Vite's own errors.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import type { ErrorPayload, Plugin, ResolvedConfig } from 'vite';
import type { Talk } from '../../protocol/talk.ts';
import { SLIDE_FILE, shownPath, type TalkPlace, talkPlace } from '../../talk/place.ts';
import { SLIDES_PLUGIN, type SlidesApi } from '../../talk/slides-plugin.ts';
import { buildDeck, type Deck } from './deck.ts';
import { type Fault, formatFault, frameFault } from './fault.ts';
import { escapeText } from './html.ts';
import { readTalkFolder } from './talk-folder.ts';

/** `virtual:deck` is for the audience and has no notes; only the speaker's page loads `virtual:notes`. */
const MODULES = ['virtual:deck', 'virtual:notes', 'virtual:cheat-sheet', 'virtual:outline'] as const;
type ModuleName = (typeof MODULES)[number];
/** The modules and style sheets that this talk's kinds of blocks need. */
const BLOCKS = 'virtual:blocks';
/** The folder of the page, deck/. */
const PAGE = fileURLToPath(new URL('..', import.meta.url));
/** CSS of the talk, after the deck's own. */
const THEME = 'virtual:theme';

/** `deck` is undefined when faults made building impossible. */
type Built = { deck: Deck | undefined; talk: Talk | undefined; faults: Fault[]; reads: Set<string> };

/**
 * Slides from the folder `dir` (relative to Vite's root): `NN-name.md`, `talk.ts`, `theme/diagrams/*.svg`, `images/`,
 * `casts/` and `theme/index.css`.
 * A fault in them fails a build; in dev the terminal and an overlay show it until it is fixed.
 */
export function slides(options: { dir: string }): Plugin {
  let config: ResolvedConfig;
  let place: TalkPlace;
  let built: Promise<Built> | undefined;
  const api: SlidesApi = {};
  const build = () => {
    built ??= read(place);
    return built;
  };
  /** Tells the server; what it can't take is added to the faults. */
  const renew = async (talk: Talk, faults: Fault[]) => {
    try {
      return await api.onTalk?.(talk);
    } catch (error) {
      const file = shownPath(place, path.join(place.dir, 'talk.ts'));
      faults.push({ file, line: 1, what: (error as Error).message, fix: 'start again: npm run dev' });
      return false;
    }
  };

  return {
    name: SLIDES_PLUGIN,
    api,
    config({ root = process.cwd() }) {
      place = talkPlace(path.resolve(root), path.resolve(root, options.dir));
      return { server: { fs: { allow: [root, place.dir] } } };
    },
    configResolved(resolved) {
      config = resolved;
    },
    configureServer(server) {
      server.watcher.add(place.dir);
      for (const [name, dir] of filesOf(place)) server.middlewares.use(`/${name}`, sirv(dir, { dev: true }));
    },
    generateBundle() {
      for (const [name, dir] of filesOf(place)) {
        if (!existsSync(dir)) continue;
        for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
          if (!entry.isFile()) continue;
          const file = path.join(entry.parentPath, entry.name);
          const fileName = `${name}/${path.relative(dir, file).split(path.sep).join('/')}`;
          this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
        }
      }
    },
    async transformIndexHtml(html, { path: page }) {
      const { deck } = await build();
      if (!deck || page.endsWith('speaker.html')) return html;
      return html.replace(/<title>.*<\/title>/, () => `<title>${escapeText(deck.talk.title)}</title>`);
    },
    async buildStart() {
      built = undefined;
      if (config.command !== 'serve') return;
      const { faults } = await build();
      if (faults.length > 0) config.logger.error(describe(faults), { timestamp: true });
    },
    resolveId(id) {
      if (id === BLOCKS) return `\0${BLOCKS}`;
      if (id === THEME) return themeOf(place) ?? `\0${THEME}`;
      return MODULES.some((name) => name === id) ? `\0${id}` : undefined;
    },
    async load(id) {
      if (id === `\0${THEME}`) return '';
      const name = MODULES.find((candidate) => id === `\0${candidate}`);
      if (!name && id !== `\0${BLOCKS}`) return undefined;
      const { deck, faults, reads } = await build();
      if (config.command === 'build') for (const file of reads) this.addWatchFile(file);
      if (!deck || faults.length > 0) this.error(asError(place, faults));
      return name ? moduleCode(name, deck) : deck.loads.map(importOf).join('');
    },
    async hotUpdate({ file, modules }) {
      const before = await build();
      if (!belongs(place.dir, file) && !before.reads.has(file)) return;
      built = undefined;
      const { deck, talk, faults } = await build();
      const client = this.environment.name === 'client';
      // The server has the talk first: a page never shows a step that it doesn't know.
      const renewed = client && talk && faults.length === 0 && (await renew(talk, faults));
      const same = String(deck?.loads) === String(before.deck?.loads);
      const virtual = [...MODULES, ...(same ? [] : [BLOCKS])].flatMap(
        (name) => this.environment.moduleGraph.getModuleById(`\0${name}`) ?? [],
      );
      if (renewed) {
        for (const module of virtual) this.environment.moduleGraph.invalidateModule(module);
        this.environment.hot.send({ type: 'full-reload' });
        return [];
      }
      if (faults.length === 0) return [...new Set([...modules, ...virtual])];
      // An open page keeps its slides under the overlay; a page opened now gets the fault from load().
      for (const module of virtual) this.environment.moduleGraph.invalidateModule(module);
      if (client) {
        config.logger.error(describe(faults), { timestamp: true });
        // With an overlay, Vite reloads the page at its first update; after this empty one it patches instead.
        this.environment.hot.send({ type: 'update', updates: [] });
        this.environment.hot.send({ type: 'error', err: asOverlay(place, faults) });
      }
      return [];
    },
  };
}

/** The talk's own CSS. */
function themeOf({ dir }: TalkPlace): string | undefined {
  const file = path.join(dir, 'theme/index.css');
  return existsSync(file) ? file : undefined;
}

/** Folders of the talk that are served under these names. */
function filesOf({ dir, casts }: TalkPlace): [name: string, dir: string][] {
  return [
    ['images', path.join(dir, 'images')],
    ['casts', casts],
  ];
}

async function read(place: TalkPlace): Promise<Built> {
  const { source, faults, reads } = await readTalkFolder(place);
  if (!source) return { deck: undefined, talk: undefined, faults, reads };
  const { deck, faults: more } = await buildDeck(source);
  return { deck, talk: source.talk, faults: [...faults, ...more], reads };
}

/** Whether it is a slide file, talk.ts, a picture or a diagram, new ones included. */
function belongs(dir: string, file: string): boolean {
  const name = path.relative(dir, file).split(path.sep).join('/');
  return SLIDE_FILE.test(name) || name === 'talk.ts' || /^(images\/|theme\/diagrams\/[^/]+\.svg$)/.test(name);
}

/** An import of a module of the page by its absolute path, since the talk may be anywhere. */
function importOf(name: string): string {
  return `import ${JSON.stringify(path.join(PAGE, name).split(path.sep).join('/'))};\n`;
}

function moduleCode(name: ModuleName, deck: Deck): string {
  const values = valuesOf(name, deck);
  return Object.entries(values)
    .map(([key, value]) => `export const ${key} = ${JSON.stringify(value)};\n`)
    .join('');
}

function valuesOf(name: ModuleName, { talk, sections, html, notes, cheatSheet }: Deck): object {
  switch (name) {
    case 'virtual:deck':
      return { talk, sections, html };
    case 'virtual:notes':
      return { notes };
    case 'virtual:cheat-sheet':
      return { title: talk.title, ...cheatSheet };
    case 'virtual:outline': {
      const titles = new Map(talk.sections.map(({ id, title }) => [id, title]));
      const slides = notes.map(({ h, v, section }) => ({ h, v, section: titles.get(section) ?? '' }));
      return { title: talk.title, slides };
    }
  }
}

/** All faults, one per line; when there are several, their count first. */
function describe(faults: Fault[]): string {
  const lines = faults.map(formatFault);
  return lines.length === 1 ? lines[0]! : [`${lines.length} faults in the slides:`, ...lines].join('\n');
}

function asError({ base }: TalkPlace, faults: Fault[]) {
  const first = faults[0]!;
  const file = path.resolve(base, first.file);
  return {
    name: 'SlideFault',
    message: describe(faults),
    id: file,
    loc: { file, line: first.line, column: 0 },
    frame: frame(file, first),
    stack: '',
  };
}

function asOverlay(place: TalkPlace, faults: Fault[]): ErrorPayload['err'] {
  return { ...asError(place, faults), plugin: SLIDES_PLUGIN };
}

function frame(file: string, fault: Fault): string {
  try {
    return frameFault(fault, readFileSync(file, 'utf8'));
  } catch {
    return '';
  }
}
