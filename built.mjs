// A TypeScript module as JavaScript, bundled once and kept; never older than its sources, whose bytes are compared.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(fileURLToPath(import.meta.url));

/** Where bundles are kept, a folder each. */
const STORES = join(ROOT, '.cache/built');

/** Packages that are bundled: read from one file they load in a third of the time. */
const BUNDLED = /^(valibot|ws|sirv|@xterm\/(headless|addon-unicode11))(\/|$)|^(totalist|mrmime|@polka\/url)/;

/** In pieces, since it is replaced where it stands in one. */
const ADDRESS = ['import', 'meta', 'url'].join('.');

/** A deck that runs may still load a part of an older bundle; in ms. */
const KEEP_MS = 24 * 60 * 60 * 1000;

/** What is kept of a build: the module, and every file that went into it with the hash of its bytes. */
/** @typedef {{ key: string, entry: string, file: string, files: string[], inputs: Record<string, string> }} Manifest */

/**
 * The module as JavaScript; what it imports lazily stands in files beside it.
 * @param {string} entry a .ts file, absolute.
 * @returns {Promise<{ file: string, inputs: string[] }>} the file to import, and the sources that are in it, absolute.
 * Another content is another file, so an import of it is never an old one.
 * @throws {Error} with file and line when a source can't be read as TypeScript.
 */
export async function built(entry) {
  const key = hashOf([
    ROOT,
    entry,
    process.versions.node,
    readFileSync(fileURLToPath(import.meta.url)),
    readFileSync(join(ROOT, 'package-lock.json')),
  ]);
  const store = join(STORES, `${basename(entry, '.ts')}-${hashOf([entry]).slice(0, 8)}`);
  const kept = read(join(store, 'manifest.json'));
  if (kept?.key === key && isCurrent(kept)) return { file: kept.file, inputs: Object.keys(kept.inputs) };
  try {
    mkdirSync(store, { recursive: true });
    return await build(entry, key, store);
  } catch (error) {
    if (!(/** @type {NodeJS.ErrnoException} */ (error).code)) throw error;
    // The project can't be written to: for this run only, in a folder that nobody else can write to either.
    const own = mkdtempSync(join(tmpdir(), 'ebpf-talk-'));
    process.on('exit', () => rmSync(own, { recursive: true, force: true }));
    return await build(entry, key, own);
  }
}

/** @param {string} entry @param {string} key @param {string} store */
async function build(entry, key, store) {
  const { build: bundle } = await import('esbuild');
  /** @type {Record<string, string>} */
  const inputs = {};
  const { metafile, outputFiles } = await bundle({
    entryPoints: [entry],
    absWorkingDir: ROOT,
    outdir: store,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    metafile: true,
    write: false,
    logLevel: 'silent',
    // CommonJS packages in the bundle ask for Node's modules this way.
    banner: {
      js: `import { createRequire as requireOf } from 'node:module'; const require = requireOf(${ADDRESS});`,
    },
    plugins: [places(inputs)],
  });
  const fresh = mkdtempSync(join(store, 'new-'));
  for (const { path, contents } of outputFiles) writeFileSync(join(fresh, basename(path)), contents);
  const dir = join(store, hashOf([key, JSON.stringify(inputs)]).slice(0, 16));
  const files = outputFiles.map(({ path }) => join(dir, basename(path)));
  if (!files.every((file) => existsSync(file))) {
    rmSync(dir, { recursive: true, force: true });
    try {
      renameSync(fresh, dir);
    } catch (error) {
      // Another start has built the same meanwhile.
      if (!files.every((file) => existsSync(file))) throw error;
    }
  }
  rmSync(fresh, { recursive: true, force: true });
  const main = Object.entries(metafile.outputs).find(
    ([, { entryPoint }]) => entryPoint && resolve(ROOT, entryPoint) === entry,
  );
  const file = join(dir, basename(main?.[0] ?? ''));
  writeFileSync(join(store, `manifest-${process.pid}`), JSON.stringify({ key, entry, file, files, inputs }));
  renameSync(join(store, `manifest-${process.pid}`), join(store, 'manifest.json'));
  removeOld(store, dir);
  return { file, inputs: Object.keys(inputs) };
}

/** Older bundles of a module, and those of modules that are gone. @param {string} store @param {string} current */
function removeOld(store, current) {
  for (const name of readdirSync(store)) {
    const old = join(store, name);
    const kept = old === current || name === 'manifest.json';
    if (!kept && Date.now() - statSync(old).mtimeMs > KEEP_MS) rmSync(old, { recursive: true });
  }
  if (dirname(store) !== STORES) return;
  for (const name of readdirSync(STORES)) {
    const manifest = read(join(STORES, name, 'manifest.json'));
    if (manifest && !existsSync(manifest.entry)) rmSync(join(STORES, name), { recursive: true });
  }
}

/**
 * Modules keep their own address, by which they find the files beside them; packages are loaded from where they are.
 * @param {Record<string, string>} hashes gets the hash of each source's bytes as they were read.
 * @returns {import('esbuild').Plugin}
 */
function places(hashes) {
  return {
    name: 'places',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
        if (kind === 'entry-point' || BUNDLED.test(path) || !isOurs(importer)) return undefined;
        return { path: addressOf(path), external: true };
      });
      build.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => {
        const bytes = readFileSync(path);
        hashes[path] = hashOf([bytes]);
        const address = JSON.stringify(pathToFileURL(path).href);
        const contents = bytes.toString().replace(/\bimport\.meta\.url\b/g, address);
        return { contents, loader: path.endsWith('ts') ? 'ts' : 'js' };
      });
    },
  };
}

/** @param {string} name of a package or of a module of Node's */
function addressOf(name) {
  try {
    return import.meta.resolve(name);
  } catch {
    return name; // Where it is optional, its importer takes the error.
  }
}

/** A talk elsewhere may have packages of its own. @param {string} file */
function isOurs(file) {
  return file.startsWith(`${ROOT}/`);
}

/** @param {Manifest} manifest */
function isCurrent({ files, inputs }) {
  try {
    if (!files.every((file) => existsSync(file))) return false;
    return Object.entries(inputs).every(([file, hash]) => hashOf([readFileSync(file)]) === hash);
  } catch {
    return false;
  }
}

/** @param {string} file @returns {Manifest | undefined} */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {(string | Buffer)[]} parts */
function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest('hex');
}
