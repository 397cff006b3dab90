// The lab: cgroups, files, the two machines, and the panes' outer processes. Everything that needs root, nothing else.
import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cgroup, cgroupRoot } from './cgroup.ts';
import { keep } from './command.ts';
import { writeLabFiles, writeSudoRule } from './files.ts';
import { processStart, RUN_DIR } from './leftovers.ts';
import { type LabNetwork, openNetwork } from './network.ts';
import { asSpeaker, findSpeaker } from './speaker.ts';
import type { ToLab } from './wire.ts';

type Open = Extract<ToLab, { t: 'open' }>;
type Start = Extract<ToLab, { t: 'start' }>;

const NAMESPACES = ['--pid', '--mount', '--uts', '--fork', '--kill-child=KILL', '--mount-proc'];

export class Lab {
  private readonly panes = new Map<number, ChildProcess>();

  private constructor(
    private readonly options: Open,
    private readonly dir: string,
    private readonly cgroup: Cgroup,
    private readonly network: LabNetwork | undefined,
  ) {}

  /** @throws Error saying what could not be made; nothing is left behind then. */
  static async open(options: Open): Promise<Lab> {
    const speaker = findSpeaker();
    const id = `lab-${process.pid}`;
    const dir = join(RUN_DIR, id);
    const cgroupPath = join(cgroupRoot(), `ebpf-talk-${process.pid}`);
    mkdirSync(dir, { recursive: true, mode: 0o755 });
    writeFileSync(
      join(dir, 'state.json'),
      JSON.stringify({ pid: process.pid, start: processStart(process.pid), cgroup: cgroupPath }),
    );
    const cgroup = new Cgroup(cgroupPath);
    try {
      for (const demo of options.demos) cgroup.child(demo);
      writeSudoRule(dir, speaker);
      let network: LabNetwork | undefined;
      if (options.network === 'lab') {
        const { template } = options;
        const found = template && existsSync(template.folder) ? template : null;
        await writeLabFiles(dir, speaker, options, found);
        network = await openNetwork(dir, speaker, options.iface, options.address);
      }
      return new Lab(options, dir, cgroup, network);
    } catch (error) {
      await cgroup.remove();
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Starts a shell on the speaker's terminal, in namespaces and a cgroup of its own.
   * @throws Error when the terminal is not the speaker's, or the demo is not one of those announced at `open`.
   */
  start(order: Start, onExit: (status: number | null) => void): void {
    if (!this.options.demos.includes(order.demo)) throw new Error(`unknown demo ${order.demo}`);
    if (this.panes.has(order.id)) throw new Error(`pane ${order.id} is already started`);
    const speaker = findSpeaker();
    if (!/^\/dev\/pts\/\d+$/.test(order.tty)) throw new Error(`not a terminal: ${order.tty}`);
    if (!statSync(order.cwd).isDirectory()) throw new Error(`not a folder: ${order.cwd}`);
    const tty = openSync(order.tty, constants.O_RDWR | constants.O_NOCTTY);
    try {
      const stat = fstatSync(tty);
      if (stat.uid !== speaker.uid || !stat.isCharacterDevice()) {
        throw new Error(`${order.tty} belongs to user ${stat.uid}, not to the speaker`);
      }
      const rc = join(this.dir, `pane-${order.id}.rc`);
      writeFileSync(rc, order.rc, { mode: 0o644 });
      const cgroup = this.cgroup.child(order.demo).path;
      const env = { ...order.env, EBPF_TALK_CGROUP: cgroup, ...this.gitConfig() };
      const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const shell = [
        ...asSpeaker(speaker),
        'env',
        '-i',
        ...words,
        '/bin/bash',
        '--noprofile',
        '--rcfile',
        rc,
        '-i',
      ];
      const enter = this.network ? [`--net=${this.network.laptop}`] : [];
      const script = fileURLToPath(new URL('pane.sh', import.meta.url));
      const child = keep(
        'nsenter',
        [...enter, 'unshare', ...NAMESPACES, '/bin/sh', script, ...shell],
        [tty, tty, tty],
        {
          PATH: process.env.PATH,
          PANE_CGROUP: cgroup,
          PANE_HOSTNAME: this.network ? 'laptop' : '',
          PANE_FILES: this.dir,
          PANE_HOME: speaker.home,
          PANE_CWD: order.cwd,
        },
      );
      this.panes.set(order.id, child);
      const gone = (status: number | null) => {
        if (!this.panes.delete(order.id)) return;
        rmSync(rc, { force: true });
        onExit(status);
      };
      child.on('exit', (status) => gone(status));
      child.on('error', () => gone(null));
    } finally {
      closeSync(tty);
    }
  }

  /** Ends a pane: its outer process dies, and the kernel ends everything in its PID namespace. */
  end(id: number): void {
    this.panes.get(id)?.kill('SIGKILL');
  }

  async dispose(): Promise<void> {
    for (const id of this.panes.keys()) this.end(id);
    this.network?.dispose();
    await this.cgroup.remove();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** In the lab git's `url.insteadOf` leads the template's public address to the lab's own copy. */
  private gitConfig(): Record<string, string> {
    const config = join(this.dir, 'gitconfig');
    return existsSync(config) ? { GIT_CONFIG_GLOBAL: config } : {};
  }
}
