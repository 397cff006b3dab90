// A laptop on a real network, made of namespaces: its eno1 leads to a second machine with an sshd of its own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { User } from './copy.ts';
import type { Deck } from './deck.ts';
import { until } from './until.ts';

export const PEER_ADDRESS = '10.0.0.1';

export type LaptopOptions = {
  /** Who gives the talk; root without one. */
  user?: User;
  /** Addresses of eno1, with their prefix lengths. */
  addresses?: readonly string[];
  iface?: string;
  /** Whether the laptop's own name stands in its /etc/hosts. */
  ownName?: boolean;
  /** How late each frame comes, in ms, and which part of them is lost, each way. */
  link?: { ms: number; loss: number };
};

const NAMESPACES = ['--net', '--mount', '--uts', '--fork', '--kill-child=KILL'];

/** Waits in its namespaces, after a script has set them up, until it is killed, or this process ends. */
async function machine(
  pid: readonly string[],
  script: string,
): Promise<{ child: ChildProcess; pid: number }> {
  const words = [...NAMESPACES, ...pid, 'sh', '-c', `set -e\n${script}\necho up\nexec sleep infinity`];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const up = () => {
    if (child.exitCode !== null) throw new Error(`a machine could not be made: ${said}`);
    return /^up$/m.test(said);
  };
  await until(up, 'a machine did not come up', { everyMs: 10 });
  const [first] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
  return { child, pid: Number(first) };
}

export class StageLaptop {
  private readonly servers: Server[] = [];
  private relay: ChildProcess | undefined;
  private link: ChildProcess | undefined;

  private constructor(
    private readonly dir: string,
    private readonly laptop: { child: ChildProcess; pid: number },
    private readonly peer: { child: ChildProcess; pid: number },
  ) {}

  /** Makes both machines; ssh to proxmox works without a question, and its web page is example.com. */
  static async open({
    user,
    addresses = ['10.0.0.70/24'],
    iface = 'eno1',
    ownName = true,
    link,
  }: LaptopOptions = {}): Promise<StageLaptop> {
    const dir = mkdtempSync(join(tmpdir(), 'stage-'));
    execFileSync('chmod', ['755', dir]);
    const own = (path: string) => user && chownSync(path, user.uid, user.uid);
    const home = user?.home ?? '/root';
    const ssh = join(dir, 'ssh');
    mkdirSync(ssh, { mode: 0o700 });
    for (const name of ['id_ed25519', 'host']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(ssh, name)]);
      own(join(ssh, name));
      own(join(ssh, `${name}.pub`));
    }
    writeFileSync(
      join(ssh, 'known_hosts'),
      `proxmox,${PEER_ADDRESS} ${readFileSync(join(ssh, 'host.pub'), 'utf8')}`,
    );
    own(join(ssh, 'known_hosts'));
    own(ssh);
    writeFileSync(
      join(dir, 'hosts'),
      `127.0.0.1 localhost${ownName ? ' stage-laptop' : ''}\n${PEER_ADDRESS} proxmox example.com\n`,
    );
    writeFileSync(
      join(dir, 'sshd_config'),
      [
        `ListenAddress ${PEER_ADDRESS}`,
        `HostKey ${join(ssh, 'host')}`,
        `AuthorizedKeysFile ${join(ssh, 'id_ed25519.pub')}`,
        'PidFile none\nUsePAM no\nStrictModes no\nPrintMotd no\nPrintLastLog no\nPermitRootLogin yes\n',
      ].join('\n'),
    );
    mkdirSync(join(dir, 'www'));
    writeFileSync(join(dir, 'www/index.html'), '<h1>Example Domain</h1>\n');
    // Its own /run: sshd needs /run/sshd. The home of who logs in is an empty one, and nobody is
    // locked out: sshd refuses users without a password otherwise.
    const peer = await machine(
      ['--pid', '--mount-proc'],
      `echo proxmox >/proc/sys/kernel/hostname
mount -t tmpfs tmpfs /run; mkdir -p /run/sshd
mount -t devpts -o newinstance,gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount --bind ${dir}/hosts /etc/hosts
sed 's/:!:/:*:/' /etc/shadow >${dir}/shadow; chmod 600 ${dir}/shadow; mount --bind ${dir}/shadow /etc/shadow
mkdir ${dir}/home; chown ${user?.uid ?? 0} ${dir}/home; mount --bind ${dir}/home ${home}
ip link set lo up`,
    );
    // root's own home stays as it is: it may have no ~/.ssh to bind to.
    const layers = `lowerdir=${home},upperdir=${dir}/upper,workdir=${dir}/work`;
    const overlay = `mkdir ${dir}/upper ${dir}/work; mount -t overlay overlay -o ${layers} ${home}`;
    const laptop = await machine(
      [],
      `echo stage-laptop >/proc/sys/kernel/hostname
mount --bind ${dir}/hosts /etc/hosts
${user ? '' : overlay}
mkdir -p ${home}/.ssh; mount --bind ${ssh} ${home}/.ssh
echo 0 2147483647 >/proc/sys/net/ipv4/ping_group_range
ip link set lo up`,
    );
    const made = new StageLaptop(dir, laptop, peer);
    const pid = String(peer.pid);
    if (link) await made.join(iface, pid, String(link.ms), String(link.loss));
    else made.inLaptop(...`ip link add ${iface} type veth peer name eth0 netns ${pid}`.split(' '));
    for (const address of addresses) made.inLaptop('ip', 'addr', 'add', address, 'dev', iface);
    made.inLaptop('ip', 'link', 'set', iface, 'up');
    made.inPeer('ip', 'addr', 'add', `${PEER_ADDRESS}/24`, 'dev', 'eth0');
    made.inPeer('ip', 'link', 'set', 'eth0', 'up');
    made.serve('/usr/sbin/sshd', '-D', '-e', '-f', join(dir, 'sshd_config'));
    made.serve('python3', '-m', 'http.server', '80', '--bind', PEER_ADDRESS, '--directory', join(dir, 'www'));
    for (const port of [22, 80]) {
      const answers = () => {
        try {
          made.inPeer('bash', '-c', `exec 3<>/dev/tcp/${PEER_ADDRESS}/${port}`);
          return true;
        } catch {
          return false;
        }
      };
      await until(answers, `proxmox never answered on port ${port}`, { everyMs: 50 });
    }
    return made;
  }

  /** The command that runs a deck on the laptop. @param dir the project's folder. */
  deck(dir: string, command: readonly string[] = [process.execPath, 'start.mjs']): string[] {
    return [...this.enter, 'env', '-C', dir, ...command];
  }

  /** A process in the laptop's namespaces. */
  get pid(): number {
    return this.laptop.pid;
  }

  private get enter(): string[] {
    const at = (kind: string) => `--${kind}=/proc/${this.laptop.pid}/ns/${kind === 'mount' ? 'mnt' : kind}`;
    return ['nsenter', at('net'), at('mount'), at('uts')];
  }

  /** A file of the speaker's ~/.ssh. */
  ssh(name: string): string {
    return join(this.dir, 'ssh', name);
  }

  /** Makes the speaker remember another host key of proxmox than it has. */
  changeHostKey(): void {
    const other = readFileSync(this.ssh('id_ed25519.pub'), 'utf8');
    writeFileSync(this.ssh('known_hosts'), `proxmox,${PEER_ADDRESS} ${other}`);
  }

  inLaptop(...words: string[]): string {
    const [command, ...args] = [...this.enter, ...words];
    return execFileSync(command!, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  inPeer(...words: string[]): string {
    return execFileSync('nsenter', [...this.peerWords(), ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Joins the two machines by a bad link. */
  private async join(iface: string, pid: string, ms: string, loss: string): Promise<void> {
    const script = fileURLToPath(new URL('slow-link.py', import.meta.url));
    const [command, ...args] = [...this.enter, 'python3', script, iface, pid, 'eth0', ms, loss];
    this.link = spawn(command!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => this.link!.stdout!.once('data', resolve));
  }

  private peerWords(): string[] {
    return ['--target', String(this.peer.pid), '--net', '--mount', '--uts', '--pid'];
  }

  /** Starts a program on the second machine; it ends with it. */
  serve(...words: string[]): void {
    spawn('nsenter', [...this.peerWords(), ...words], { stdio: 'ignore' });
  }

  /** Makes a deck on the laptop reachable for the tests' browser, at the same address. */
  async reach({ port }: Deck): Promise<void> {
    const socket = join(this.dir, `relay-${port}`);
    const source = `const { createServer, connect } = require('node:net');
createServer((from) => { const to = connect(${port}, '127.0.0.1'); from.pipe(to).pipe(from);
  for (const end of [from, to]) end.on('error', () => { from.destroy(); to.destroy(); });
}).listen(${JSON.stringify(socket)}, () => console.log('up'));`;
    const [command, ...args] = [...this.enter, process.execPath, '-e', source];
    this.relay = spawn(command!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => this.relay!.stdout!.once('data', resolve));
    const server = createServer((from) => {
      const to = connect(socket);
      from.pipe(to).pipe(from);
      for (const end of [from, to])
        end.on('error', () => {
          from.destroy();
          to.destroy();
        });
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  }

  dispose(): void {
    for (const server of this.servers) server.close();
    this.relay?.kill('SIGKILL');
    this.link?.kill('SIGKILL');
    for (const { child } of [this.laptop, this.peer]) child.kill('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }
}
