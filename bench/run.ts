// One command to its end, with its last words when it fails. For short ones; servers are contestants/server-process.ts.
import { spawn } from 'node:child_process';

/** @throws Error with the end of its output when it fails or takes longer than `ms` milliseconds. */
export function run(command: string, args: string[], cwd: string, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: ms });
    let said = '';
    const hear = (data: Buffer) => {
      said = (said + data.toString()).slice(-2000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('exit', (status, signal) => {
      if (status === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${status ?? signal}\n${said}`));
    });
  });
}
