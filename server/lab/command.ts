// Runs programs for the lab: to their end, with a readable error, or as a child that ends with this process.
import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';

/** @throws Error with the command line and the program's own message. */
export function run(command: string, args: string[], env?: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env: env ?? process.env, timeout: 20_000 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = (stderr || error.message).trim().split('\n').slice(0, 3).join('; ');
      reject(new Error(`${command} ${args.join(' ')}: ${said}`));
    });
  });
}

/** Starts a program in a session of its own; the kernel kills it when this process ends, however it ends. */
export function keep(
  command: string,
  args: string[],
  stdio: StdioOptions,
  env?: NodeJS.ProcessEnv,
): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
    stdio,
    env: env ?? process.env,
    detached: true,
  });
}
