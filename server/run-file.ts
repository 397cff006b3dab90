// The file of a running deck, PORT.json: its process and its token, readable by the speaker alone. Cleans nothing.
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A restart on the same port keeps the token for 12 hours, so that open pages come back by themselves. */
const TOKEN_MS = 12 * 60 * 60 * 1000;

type Content = { pid: number; token: string; since: number };

function runDir(): string {
  const base = process.env.XDG_RUNTIME_DIR;
  if (base && writable(base)) return join(base, 'ebpf-talk');
  if (process.getuid?.() === 0) return '/run/ebpf-talk';
  return join(tmpdir(), `ebpf-talk-${process.getuid?.() ?? 'user'}`);
}

/** Makes the folder if need be, and looks whether only this user can change what is in it. */
function isOwn(dir: string): boolean {
  mkdirSync(dir, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 });
  const stat = lstatSync(dir);
  return stat.isDirectory() && stat.uid === (process.getuid?.() ?? stat.uid) && (stat.mode & 0o022) === 0;
}

function writable(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes the file of this run and gives its token: 256 bits, a new one unless the last run on this port is recent.
 */
export function writeRunFile(port: number, wanted = runDir()): { token: string; path: string } {
  // A folder that somebody else made in a shared place is not used: the token would be theirs to read or to set.
  const dir = isOwn(wanted) ? wanted : mkdtempSync(join(tmpdir(), 'ebpf-talk-'));
  const path = join(dir, `${port}.json`);
  const last = read(path);
  const fresh = !last || Date.now() - last.since > TOKEN_MS;
  const content: Content = {
    pid: process.pid,
    token: fresh ? randomBytes(32).toString('base64url') : last.token,
    since: fresh ? Date.now() : last.since,
  };
  // Never half-written, and never readable by others, also when an older file was.
  writeFileSync(`${path}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return { token: content.token, path };
}

function read(path: string): Content | undefined {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Content;
    return typeof content.token === 'string' && content.token.length >= 43 ? content : undefined;
  } catch {
    return undefined;
  }
}
