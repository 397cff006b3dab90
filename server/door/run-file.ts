// The file of a running deck, PORT.json: its process and its tokens, readable by the speaker alone.
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

/** 256 bits; from 128 on, guessing is hopeless. */
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

/** Makes the folder if needed, and checks that only this user can change what is in it. */
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
  // A folder that another user made in a shared place is not used: that user could read or set the tokens.
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
  // Replaced as a whole, and unreadable for others even if an older file was readable.
  writeFileSync(`${path}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  const { token: speaker, remote, viewer } = content;
  return { tokens: { speaker, remote, viewer }, path };
}

/** The tokens of this run; `unkept`: why there is no file for them, so that a restart has others. */
export function takeTokens(port: number): { tokens: Tokens; unkept?: string } {
  try {
    return writeRunFile(port);
  } catch (error) {
    const tokens = { speaker: newToken(), remote: newToken(), viewer: newToken() };
    return { tokens, unkept: (error as Error).message };
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** @returns undefined for a damaged file, or one of a version with a single token. */
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
