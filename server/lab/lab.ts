// The lab: cgroups, files, the two machines, and the panes' outer processes; everything here needs root.
import {
  chmodSync,
  chownSync,
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
import { Cgroup, cgroupRoot, removeCgroup } from './cgroup.ts';
import { keep } from './command.ts';
import { writeLabFiles, writeSudoRule } from './files.ts';
import { holdState, processStart, RUN_DIR, STATE } from './leftovers.ts';
import { removeOwnNetns } from './netns.ts';
import { type LabNetwork, openNetwork } from './network.ts';
import { Pane } from './pane.ts';
import { asSpeaker, findSpeaker } from './speaker.ts';
import type { ToLab } from './wire.ts';

type Open = Extract<ToLab, { t: 'open' }>;
type Start = Extract<ToLab, { t: 'start' }>;

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const NAMESPACES = ['--pid', '--mount', '--uts', '--fork', '--kill-child=KILL', '--mount-proc'];

export class Lab {
  private readonly panes = new Map<number, Pane>();
  /** While it closes: what panes left in the network goes with the network. */
  private closing = false;

  private constructor(
    private readonly options: Open,
    private readonly umask: number,
    private readonly dir: string,
    private readonly cgroup: Cgroup,
    private readonly network: LabNetwork | undefined,
    private readonly note: (text: string) => void,
  ) {}

  /**
   * @param umask of the panes.
   * @param note gets a line about what could not be ended.
   * @throws Error naming what could not be made; everything made before is removed then.
   */
  static async open(options: Open, umask: number, note: (text: string) => void): Promise<Lab> {
    const speaker = findSpeaker();
    const id = `lab-${process.pid}`;
    const dir = join(RUN_DIR, id);
    const cgroupPath = join(cgroupRoot(), `ebpf-talk-${process.pid}`);
    try {
      // One by one, since Node's `recursive` hides the true error on a read-only file system.
      if (!existsSync(RUN_DIR)) mkdirSync(RUN_DIR);
      // An earlier deck with another umask may have made it unreadable.
      if ((statSync(RUN_DIR).mode & 0o777) !== 0o755) chmodSync(RUN_DIR, 0o755);
      mkdirSync(dir);
      writeFileSync(
        join(dir, STATE),
        JSON.stringify({ pid: process.pid, start: processStart(process.pid), cgroup: cgroupPath }),
      );
      holdState(dir);
      const cgroup = new Cgroup(cgroupPath);
      for (const demo of options.demos) cgroup.child(demo);
      writeSudoRule(dir, speaker);
      let network: LabNetwork | undefined;
      if (options.network === 'lab') {
        await writeLabFiles(dir, speaker, options);
        network = await openNetwork(dir, speaker, options.iface, options.address);
      }
      return new Lab(options, umask, dir, cgroup, network, note);
    } catch (error) {
      await removeCgroup(cgroupPath);
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Starts a shell on the speaker's terminal, in namespaces and a cgroup of its own.
   * @throws Error when the terminal is not the speaker's, or `open` didn't name the demo.
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
      // Unreadable for other users: it has the nonce.
      writeFileSync(rc, order.rc, { mode: 0o600 });
      chownSync(rc, speaker.uid, speaker.gid);
      const demo = this.cgroup.child(order.demo);
      // The tracker shows the demo's cgroup; each pane has its own below it, so that its end touches no other pane.
      const cgroup = demo.child(`pane-${order.id}`);
      const env = { ...order.env, EBPF_TALK_CGROUP: demo.path };
      const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const shell = [
        ...asSpeaker(speaker),
        'env',
        '-i',
        // bash ignores both in background commands, such as the warden's.
        '--default-signal=INT,QUIT',
        ...words,
        '/bin/bash',
        '--noprofile',
        '--rcfile',
        rc,
        '-i',
      ];
      const enter = this.network ? [`--net=${this.network.laptop}`] : [];
      const child = keep(
        'nsenter',
        [...enter, 'unshare', ...NAMESPACES, '/bin/sh', script('pane.sh'), ...shell],
        [tty, tty, tty],
        {
          PATH: process.env.PATH,
          PANE_CGROUP: cgroup.path,
          PANE_HOSTNAME: this.network ? 'laptop' : '',
          PANE_FILES: this.dir,
          PANE_HOME: speaker.home,
          PANE_CWD: order.cwd,
          PANE_UMASK: this.umask.toString(8),
          PANE_WARDEN: script('warden.sh'),
        },
      );
      const pane = new Pane(child, cgroup, (text) => this.note(`pane ${order.id}: ${text}`));
      this.panes.set(order.id, pane);
      pane.exit.then((status) => {
        rmSync(rc, { force: true });
        onExit(status);
      });
      pane.gone.then(() => {
        this.panes.delete(order.id);
        if (this.panes.size === 0 && !this.closing) this.sweep();
      });
    } finally {
      closeSync(tty);
    }
  }

  /** Ends a pane and everything it started, in order; it is reported as an exit. */
  end(id: number): void {
    this.panes.get(id)?.end();
  }

  /** Ends all panes at the same time, then the network and the folders. */
  async dispose(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.panes.values()].map((pane) => pane.end()));
    this.network?.dispose();
    await this.cgroup.remove();
    rmSync(this.dir, { recursive: true, force: true });
    removeOwnNetns();
  }

  /** Removes what pane programs left in the kernel. */
  private sweep(): void {
    try {
      this.network?.sweep();
    } catch (error) {
      this.note((error as Error).message);
    }
  }
}
