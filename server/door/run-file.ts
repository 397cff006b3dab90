// The file of a running deck, PORT.json: its process and its tokens, readable by the speaker alone. Cleans nothing.
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
import type { Tokens } from './access.ts';

/** A restart on the same port keeps the tokens for 12 hours, so that open pages come back by themselves. */
const TOKEN_MS = 12 * 60 * 60 * 1000;

/** 256 bits; 128 are the least that nobody guesses. */
const TOKEN_BYTES = 32;

/** `token` is the speaker's. */
type Content = { pid: number; token: string; remote: string; viewer: string; since: number };

/** Where the files of this user's decks are. */
export function runDir(): string {
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
 * Writes the file of this run and gives its tokens: 256 bits each, new ones unless the last run on this port is recent.
 */
export function writeRunFile(port: number, wanted = runDir()): { tokens: Tokens; path: string } {
  // A folder that somebody else made in a shared place is not used: the tokens would be theirs to read or to set.
  const dir = isOwn(wanted) ? wanted : mkdtempSync(join(tmpdir(), 'ebpf-talk-'));
  const path = join(dir, `${port}.json`);
  const last = read(path);
  const kept = last && Date.now() - last.since <= TOKEN_MS ? last : undefined;
  const content: Content = {
    pid: process.pid,
    token: kept?.token ?? newToken(),
    remote: kept?.remote ?? newToken(),
    viewer: kept?.viewer ?? newToken(),
    since: kept?.since ?? Date.now(),
  };
  // Never half-written, and never readable by others, also when an older file was.
  writeFileSync(`${path}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  const { token: speaker, remote, viewer } = content;
  return { tokens: { speaker, remote, viewer }, path };
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** @returns nothing for a file that is damaged, or of a version that had one token only. */
function read(path: string): Content | undefined {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Content;
    const { token, remote, viewer } = content;
    const sound = [token, remote, viewer].every((text) => typeof text === 'string' && text.length >= 43);
    return sound && new Set([token, remote, viewer]).size === 3 ? content : undefined;
  } catch {
    return undefined;
  }
}
