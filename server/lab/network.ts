// The lab's two machines, `laptop` and `proxmox`: anonymous network namespaces with one veth between them.
import { type ChildProcess, execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keep, run } from './command.ts';
import { PROXMOX_ADDRESS } from './files.ts';
import { asSpeaker, type Speaker } from './speaker.ts';

/** How long tc may take, in ms; some 5 are usual. */
const TC_MS = 2000;

export type LabNetwork = {
  /** Path of the namespace that panes enter: `/proc/PID/ns/net`. It lives as long as the lab. */
  laptop: string;
  /**
   * Removes a clsact qdisc, with its filters, that a program on `laptop` had no time to remove. Call it when nothing
   * runs there any more; it waits for tc, so that nothing is started meanwhile.
   * @throws Error with tc's message.
   */
  sweep(): void;
  dispose(): void;
};

/**
 * Makes both machines and waits until ssh and the page answer.
 * @param dir folder of the lab's files.
 * @throws Error naming the command or the service that failed.
 */
export async function openNetwork(
  dir: string,
  speaker: Speaker,
  iface: string,
  address: string,
): Promise<LabNetwork> {
  const children: ChildProcess[] = [];
  const dispose = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  try {
    const laptop = keep('unshare', ['--net', 'sleep', 'infinity'], 'ignore');
    children.push(laptop);
    const laptopNet = await netOf(laptop);
    const gate = keep('unshare', ['--net', 'sleep', 'infinity'], 'ignore');
    children.push(gate);
    const proxmoxNet = await netOf(gate);

    // The link is made inside the two namespaces; no end of it is ever on the host.
    const inLaptop = (...args: string[]) => run('nsenter', [`--net=${laptopNet}`, ...args]);
    const inProxmox = (...args: string[]) => run('nsenter', [`--net=${proxmoxNet}`, ...args]);
    await inLaptop(
      'ip',
      'link',
      'add',
      iface,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      String(gate.pid),
    );
    for (const inside of [inLaptop, inProxmox]) {
      await inside('sh', '-c', 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null || :');
      // On both machines an ordinary user may ping; on proxmox also listen on ports 22 and 80.
      await inside('sh', '-c', 'echo 0 2147483647 >/proc/sys/net/ipv4/ping_group_range');
      await inside('ip', 'link', 'set', 'lo', 'up');
    }
    await inProxmox('sh', '-c', 'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start');
    await inLaptop('ip', 'addr', 'add', `${address}/24`, 'dev', iface);
    await inLaptop('ip', 'link', 'set', iface, 'up');
    await inProxmox('ip', 'addr', 'add', `${PROXMOX_ADDRESS}/24`, 'dev', 'eth0');
    await inProxmox('ip', 'link', 'set', 'eth0', 'up');

    const script = fileURLToPath(new URL('proxmox.sh', import.meta.url));
    const namespaces = ['--pid', '--mount', '--uts', '--fork', '--kill-child=KILL', '--mount-proc'];
    const machine = keep(
      'nsenter',
      [`--net=${proxmoxNet}`, 'unshare', ...namespaces, '/bin/sh', script, ...asSpeaker(speaker)],
      ['ignore', 'ignore', 'pipe'],
      { PATH: process.env.PATH, LAB_FILES: dir, LAB_ADDRESS: PROXMOX_ADDRESS },
    );
    children.push(machine);
    let said = '';
    machine.stderr?.on('data', (data) => {
      said = (said + data).slice(-2000);
    });
    for (const port of [22, 80]) await answers(inLaptop, port, machine, () => said);
    const sweep = () => {
      const tc = (...args: string[]) =>
        execFileSync('nsenter', [`--net=${laptopNet}`, 'tc', 'qdisc', ...args], {
          encoding: 'utf8',
          timeout: TC_MS,
        });
      if (tc('show', 'dev', iface, 'clsact').includes('clsact')) tc('del', 'dev', iface, 'clsact');
    };
    return { laptop: laptopNet, sweep, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Waits until `unshare` has moved the child into a network namespace of its own. */
async function netOf(child: ChildProcess): Promise<string> {
  const ours = readlinkSync('/proc/self/ns/net');
  for (let tries = 0; tries < 400; tries++) {
    const path = `/proc/${child.pid}/ns/net`;
    try {
      if (readlinkSync(path) !== ours) return path;
    } catch {}
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('unshare --net: no new network namespace; the kernel or a container forbids it');
}

async function answers(
  inLaptop: (...args: string[]) => Promise<string>,
  port: number,
  machine: ChildProcess,
  said: () => string,
): Promise<void> {
  const probe = `exec 3<>/dev/tcp/${PROXMOX_ADDRESS}/${port}`;
  for (let tries = 0; tries < 100; tries++) {
    try {
      await inLaptop('bash', '-c', probe);
      return;
    } catch {}
    if (machine.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`proxmox does not answer on port ${port}: ${said().trim() || 'it printed nothing'}`);
}
