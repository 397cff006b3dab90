// What an earlier set-up by another user, such as root, has left in the project that this one can't write.
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { run } from '../system/command.ts';

/**
 * Looks at everything that builds write.
 * @param dir the workspace that is built.
 * @returns what to report; undefined when all is this user's own.
 */
export async function foreign(root: string, dir: string): Promise<{ line: string; fix: string } | undefined> {
  const { uid, username } = userInfo();
  if (uid === 0) return undefined;
  const places = [join(root, '.cache'), join(dir, 'target')].filter((place) => existsSync(place));
  const tests = ['!', '-user', String(uid), '!', '-writable', '-print', '-quit'];
  const { stdout } = await run('find', [...places, ...tests]);
  const found = stdout.trim();
  if (found === '') return undefined;
  const line = `${username} can't write ${relative(root, found)}, which another user's set-up has left`;
  return { line, fix: `sudo chown -R ${username} ${root}/.cache ${root}/bpf` };
}
