// The cgroup v2 tree of one lab: a folder for the lab, in it one per demo, and in that one per pane.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabFault } from './fault.ts';

const FIX_BARE = 'sudo mount -t cgroup2 cgroup2 /sys/fs/cgroup';

/**
 * Where cgroup v2 is mounted: `/sys/fs/cgroup`, or `/sys/fs/cgroup/unified` on a hybrid system.
 * The fields of mountinfo are in proc_pid_mountinfo(5).
 * @throws LabFault when the system has no cgroup v2 mounted.
 */
export function cgroupRoot(mountinfo = readFileSync('/proc/self/mountinfo', 'utf8')): string {
  for (const line of mountinfo.split('\n')) {
    const [before, after] = line.split(' - ');
    if (after?.startsWith('cgroup2 ')) return before!.split(' ')[4]!;
  }
  const dir = '/sys/fs/cgroup/unified';
  const fix = `sudo mkdir -p ${dir} && sudo mount -t cgroup2 cgroup2 ${dir}`;
  throw new LabFault('no cgroup v2 is mounted', mountinfo.includes(' /sys/fs/cgroup ') ? fix : FIX_BARE);
}

export class Cgroup {
  constructor(readonly path: string) {
    mkdirSync(path, { recursive: true });
  }

  child(name: string): Cgroup {
    return new Cgroup(join(this.path, name));
  }

  /** Processes in this folder, without those below; zombies don't count. */
  pids(): number[] {
    try {
      return readFileSync(join(this.path, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    } catch {
      return []; // It has been removed.
    }
  }

  /** Kills everything inside at once, with SIGKILL. */
  kill(): void {
    if (existsSync(this.path)) killAll(this.path);
  }

  /** Kills everything inside and removes the folders; waits up to a second for the processes to end. */
  async remove(): Promise<void> {
    await removeCgroup(this.path);
  }
}

export async function removeCgroup(path: string): Promise<void> {
  if (!existsSync(path)) return;
  killAll(path);
  for (let tries = 0; tries < 50; tries++) {
    try {
      removeTree(path);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  removeTree(path);
}

function killAll(path: string): void {
  try {
    // Since Linux 5.14: kills every process of the whole subtree (Documentation/admin-guide/cgroup-v2.rst).
    writeFileSync(join(path, 'cgroup.kill'), '1');
  } catch {
    for (const name of subfolders(path)) killAll(join(path, name));
    for (const pid of readFileSync(join(path, 'cgroup.procs'), 'utf8').split('\n')) {
      if (pid) process.kill(Number(pid), 'SIGKILL');
    }
  }
}

function removeTree(path: string): void {
  for (const name of subfolders(path)) removeTree(join(path, name));
  rmdirSync(path);
}

function subfolders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
