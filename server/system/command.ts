// Runs an external command in its own process group, calls back with each line, and ends the group on abort.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export type CommandOptions = {
  cwd?: string;
  /** The whole environment; `process.env` when absent. */
  env?: NodeJS.ProcessEnv;
  /** Ends the command's process group: SIGTERM at once, SIGKILL after {@link GRACE_MS}. */
  signal?: AbortSignal;
  /** Called with each line of stdout and stderr; a carriage return ends a line too (progress bars). */
  onLine?: (line: string, from: 'stdout' | 'stderr') => void;
  /** A file that also gets everything the command prints. */
  log?: string;
  /** Stay in our session, so that the command can ask on our terminal (sudo's password). */
  foreground?: boolean;
  /** Keep stdin open as a pipe while we live, so that the command can notice our end. */
  lifeline?: boolean;
  /** Let the command write straight to our stdout and stderr. */
  inherit?: boolean;
};

export type CommandResult = {
  /** Exit status; 127 when the command was not found, 128 + n when signal n ended it. */
  status: number;
  stdout: string;
  stderr: string;
};

/** How long a command may take to end by itself after SIGTERM, in milliseconds. */
export const GRACE_MS = 2000;

const KEPT = 256 * 1024;
/** The running commands, and whether each leads a process group of its own. */
const live = new Map<ChildProcess, boolean>();
process.on('exit', () => {
  for (const child of live.keys()) kill(child, 'SIGKILL');
});

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(live.get(child) ? -child.pid : child.pid, signal);
  } catch {
    // It has ended, or it runs as root (sudo) and ends by its lifeline.
  }
}

/** Runs one command to its end. Never rejects: a missing program is status 127 with a line in stderr. */
export function run(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    if (options.signal?.aborted)
      return resolve({ status: 143, stdout: '', stderr: 'stopped before it began' });
    const output = options.inherit ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: options.env ?? process.env,
      detached: !options.foreground,
      stdio: [options.lifeline ? 'pipe' : 'ignore', output, output],
    });
    live.set(child, !options.foreground);
    let log: ReturnType<typeof createWriteStream> | undefined;
    if (options.log) {
      mkdirSync(dirname(options.log), { recursive: true });
      log = createWriteStream(options.log).on('error', () => {});
      log.write(`$ ${command} ${args.join(' ')}\n`);
    }
    const kept = { stdout: '', stderr: '' };
    for (const from of ['stdout', 'stderr'] as const) {
      let partial = '';
      child[from]?.setEncoding('utf8').on('data', (chunk: string) => {
        log?.write(chunk);
        kept[from] = (kept[from] + chunk).slice(-KEPT);
        const lines = (partial + chunk).split(/[\r\n]+/);
        partial = lines.pop() ?? '';
        for (const line of lines) if (line.trim() !== '') options.onLine?.(line, from);
      });
      child[from]?.on('end', () => partial.trim() !== '' && options.onLine?.(partial, from));
    }
    child.stdin?.on('error', () => {});
    let killer: NodeJS.Timeout | undefined;
    const abort = () => {
      child.stdin?.destroy();
      kill(child, 'SIGTERM');
      killer = setTimeout(() => kill(child, 'SIGKILL'), GRACE_MS);
    };
    options.signal?.addEventListener('abort', abort, { once: true });
    let ended = false;
    const end = (status: number, error?: string) => {
      if (ended) return;
      ended = true;
      clearTimeout(killer);
      live.delete(child);
      options.signal?.removeEventListener('abort', abort);
      log?.end();
      resolve({ status, stdout: kept.stdout, stderr: error ?? kept.stderr });
    };
    child.on('error', (error: NodeJS.ErrnoException) => end(127, `${command}: ${error.message}`));
    child.on('close', (code, signal) => end(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)));
  });
}

/** Its stdin is a lifeline: when that ends, the rest of the process group is killed. */
const GUARD = `
exec 3<&0 </dev/null
(cat <&3; kill -KILL 0) >/dev/null 2>&1 &
guard=$!
exec 3<&-
"$@"
status=$?
kill "$guard" 2>/dev/null
exit $status
`;

/**
 * The same command under a guard that ends it and all that it started when this process ends for any reason.
 * Run it with {@link CommandOptions.lifeline} and a process group of its own.
 */
export function guarded(command: string, args: readonly string[]): [string, string[]] {
  return ['/bin/sh', ['-c', GUARD, 'guard', command, ...args]];
}
