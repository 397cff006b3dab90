// The start file: brings node_modules up to date, then runs a verb (verbs/VERB.ts) in this process.
// Plain JavaScript, because Node 20 can't run TypeScript by itself.
import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { built } from './built.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const oldest = [20, 19];

/** Ends with one line: what was wrong and what to do. */
function give(line, status = 1) {
  console.error(`ebpf-talk: ${line}`);
  process.exit(status);
}

/** Why `npm ci` must run, or undefined when node_modules holds what package-lock.json names. */
function stale() {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  if (!existsSync(join(root, 'node_modules/.package-lock.json')))
    return 'node_modules is missing or incomplete';
  let installed;
  try {
    installed = read('node_modules/.package-lock.json');
  } catch {
    return 'node_modules is incomplete';
  }
  for (const [path, wanted] of Object.entries(read('package-lock.json'))) {
    if (path === '' || wanted.optional || wanted.peer || wanted.link) continue;
    if (installed[path]?.version === wanted.version) continue;
    return `${path.replace(/^.*node_modules\//, '')} ${wanted.version} is not installed`;
  }
  return undefined;
}

/**
 * Brings node_modules up to date. If another start is doing that, waits for it and looks again. The lock is the
 * kernel's (flock(1) of util-linux locks the file that we pass it), so it ends with its process.
 */
async function bringPackages(why) {
  const file = openSync(join(root, 'package-lock.json'), 'r');
  const lock = (...options) =>
    new Promise((resolve) => {
      const child = spawn('flock', [...options, '3'], { stdio: ['ignore', 'ignore', 'ignore', file] });
      child.on('error', () => resolve(null)).on('exit', resolve);
    });
  if ((await lock('--nonblock')) === 1) {
    console.error('ebpf-talk: another start is running npm ci here: waiting for it');
    await lock();
    why = stale();
  }
  if (why !== undefined) await install(why);
  closeSync(file);
}

/** Runs `npm ci` in a process group of its own; a signal to us ends the whole group. */
function install(why) {
  console.error(`ebpf-talk: ${why}: running npm ci (the deck's own packages)`);
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn(command, args, { cwd: root, detached: true, stdio: ['ignore', 2, 2] });
  let stopped = false;
  const stop = (signal) => {
    stopped = true;
    try {
      process.kill(-child.pid, signal);
    } catch {}
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return new Promise((resolve) => {
    child.on('error', () =>
      give("npm was not found: install Node's npm (Debian: the nodejs package brings it)"),
    );
    child.on('exit', (code) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      if (stopped) process.exit(0);
      if (code !== 0) give(`npm ci ended with status ${code}; its lines above say why. Then run this again`);
      resolve();
    });
  });
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  give(`needs Node ${oldest.join('.')} or newer; this is ${process.versions.node} (${process.execPath})`);
}
const { version, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// Compilers and the deck write there; without the variable it is /tmp.
const { TMPDIR } = process.env;
try {
  if (TMPDIR) accessSync(TMPDIR, constants.W_OK | constants.X_OK);
} catch (error) {
  console.error(`ebpf-talk: warning: TMPDIR is no use, /tmp is used instead: ${error.message}`);
  delete process.env.TMPDIR;
}
const [first, ...rest] = process.argv.slice(2);
const verb = first === undefined || first.startsWith('-') ? 'start' : first;
const argv = verb === first ? rest : process.argv.slice(2);
if (argv.includes('--version')) {
  console.log(version);
  process.exit(0);
}
if (!Object.hasOwn(scripts, verb)) {
  give(`there is no verb ${verb}; there are ${Object.keys(scripts).join(', ')}`, 2);
}

// Newer Nodes read the tables of options by themselves, so --help needn't wait for npm ci.
const reads = argv.includes('--help') || argv.includes('-h') || verb === 'help';
let file = join(root, 'verbs', `${verb}.ts`);
if (!(reads && process.features.typescript)) {
  const why = stale();
  if (why !== undefined) await bringPackages(why);
  module.enableCompileCache?.(join(root, '.cache/node'));
  ({ file } = await built(file).catch((error) => give(error.message)));
}
const { default: chosen } = await import(pathToFileURL(file).href);
await chosen.main(argv);
