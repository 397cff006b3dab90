// An X display without a screen (Xvfb), and the keyboard and mouse that real windows on it get (xdotool).
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class Display {
  private constructor(
    readonly name: string,
    private readonly processes: ChildProcess[],
  ) {}

  /** @param manager the window manager on it, which takes its own keys before any window gets them. */
  static async start(manager: 'openbox'): Promise<Display> {
    // It ends with this process, however that ends; without it, so do the windows.
    const args = ['--pdeathsig', 'TERM', 'Xvfb', '-displayfd', '3', '-screen', '0', '1280x800x24'];
    const server = spawn('setpriv', [...args, '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const name = await new Promise<string>((resolve, reject) => {
      server.stdio[3]!.once('data', (data: Buffer) => resolve(`:${data.toString().trim()}`));
      server.once('error', reject);
      server.once('exit', (status) => reject(new Error(`Xvfb ended with ${status}`)));
    });
    const display = new Display(name, [server]);
    display.processes.push(spawn(manager, [], { env: display.env, stdio: 'ignore' }));
    return display;
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, DISPLAY: this.name };
  }

  /** Presses keys one after the other, as `xdotool key` names them: `ctrl+w`, `Page_Down`. */
  async press(...keys: string[]): Promise<void> {
    await this.xdotool('key', ...keys);
  }

  /** Types text, each character by its key. */
  async type(text: string): Promise<void> {
    await this.xdotool('type', '--delay', '5', text);
  }

  /** Any xdotool command. */
  async xdotool(...args: string[]): Promise<string> {
    const { stdout } = await run('xdotool', args, { env: this.env });
    return stdout.trim();
  }

  dispose(): void {
    for (const child of this.processes.reverse()) child.kill();
  }
}
