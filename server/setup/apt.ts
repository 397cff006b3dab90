// Installs Debian packages: as root, or through sudo after asking.
// It starts no daemon, and sshd stays off at boot, too. The list of packages is in packages.ts.
import { run } from '../system/command.ts';
import { inTurn } from '../system/lock.ts';
import { openQuestion } from '../system/question.ts';
import { refusalIn } from '../system/sudo.ts';
import { pathDirs, which } from '../system/which.ts';
import type { Ask } from './asker.ts';
import { PartFailure, type PartId, type Work } from './part.ts';

export type Install = Work & {
  root: string;
  part: PartId;
  /**
   * What is not installed: packages that are required, and those that are installed all `together` or not at all, since
   * not every Debian has them.
   * @param again look at the machine again: another set-up may have installed some of them.
   */
  left(again: boolean): Promise<{ packages: readonly string[]; together: readonly string[] }>;
  /** Or why nobody is asked. */
  ask: Ask | string;
  /** Packages that another part will install later: one question covers them too. */
  later?: readonly string[];
};

/**
 * Runs as root. Its stdin is a lifeline: it ends when the deck ends for any reason, and the script then stops apt.
 * Arguments: packages, `--`, packages that are installed all or not at all.
 */
const SCRIPT = `
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
policy=/usr/sbin/policy-rc.d
mark='# made by ebpf-talk for one apt run: daemons stay off'
leave() {
  kill "$lifeline" 2>/dev/null
  if [ -f "$policy" ] && grep -qF "$mark" "$policy"; then rm -f "$policy"; fi
}
exec 3<&0
(cat <&3 >/dev/null; kill -TERM 0) 2>/dev/null &
lifeline=$!
exec </dev/null 3<&-
trap leave EXIT
trap 'exit 143' TERM INT HUP
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\\n%s\\nexit 101\\n' "$mark" > "$policy" && chmod 755 "$policy" || exit
fi
had_sshd=; [ -e /usr/sbin/sshd ] && had_sshd=1
dpkg --configure -a || exit
apt='apt-get -q -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0'
exec 4>&1
$apt -o Acquire::Retries=3 update || echo 'note: apt-get update had errors'
sure=; together=; to=sure
for name in "$@"; do
  if [ "$name" = -- ]; then to=together
  elif [ $to = sure ]; then sure="$sure $name"
  else together="$together $name"; fi
done
for name in $together; do
  if [ -z "$(apt-cache madison "$name")" ]; then echo "unavailable: $name"; together=; break; fi
done
if [ -n "$sure$together" ]; then
  # apt makes its status descriptor non-blocking. If that were stdout, the printf of maintainer scripts would break:
  # so the status has a pipe of its own (3), and apt's exit status another (5).
  status=$( {
    {
      $apt install -y --no-install-recommends -o APT::Status-Fd=3 -o Dpkg::Options::=--force-confdef \\
        -o Dpkg::Options::=--force-confold $sure $together 3>&1 1>&4 4>&- 5>&-
      echo $? >&5
    } | cat >&4
  } 5>&1 )
  [ "$status" = 0 ] || exit "\${status:-1}"
fi
if [ -z "$had_sshd" ] && [ -e /usr/sbin/sshd ] && command -v systemctl >/dev/null; then
  systemctl disable ssh.service >/dev/null 2>&1
fi
exit 0
`;

const PROMPT = 'sudo password for %u (Ctrl-C: install nothing): ';

/** Locked while we install: the machine has one package database for the decks of all folders. */
const DATABASE = '/var/lib/dpkg';

/**
 * Installs what is missing, after any other set-up on this machine that is installing.
 * @returns how many packages; `unavailable` is one of `together` that this system's sources lack: none of them was
 * installed then.
 * @throws PartFailure when we may not install here, or apt failed.
 */
export async function install(options: Install): Promise<{ count: number; unavailable?: string }> {
  const first = await options.left(false);
  const { packages, together } = first;
  const names = [...packages, ...together];
  const byHand = `apt-get update && apt-get install --no-install-recommends ${names.join(' ')}`;
  if (which('apt-get', pathDirs()) === undefined) {
    const line = `not installed: ${names.join(', ')} (Debian's names; this system has no apt-get)`;
    throw new PartFailure(line, "install them with this system's package manager, then: npm run setup");
  }
  if (process.getuid?.() !== 0) await mayUseSudo(names, options.later ?? [], byHand, options.ask);
  const onWait = () => options.say('waiting for another set-up to install its packages');
  return inTurn(DATABASE, { signal: options.signal, onWait }, async (waited) =>
    runApt(options, waited ? await options.left(true) : first, byHand),
  );
}

async function runApt(
  { part, say, signal, root: dir }: Install,
  { packages, together }: Awaited<ReturnType<Install['left']>>,
  byHand: string,
): Promise<{ count: number; unavailable?: string }> {
  const count = packages.length + together.length;
  if (count === 0) return { count };
  const args = ['-c', SCRIPT, 'ebpf-talk-apt', ...packages, '--', ...together];
  const root = process.getuid?.() === 0;
  const terminal = process.stdin.isTTY === true;
  say(`installing ${count} packages`);
  const [command, all] = root
    ? ['/bin/sh', args]
    : ['sudo', [...(terminal ? ['-p', PROMPT] : ['-n']), '/bin/sh', ...args]];
  const question = !root && terminal ? openQuestion() : undefined;
  let unavailable: string | undefined;
  const { status, stderr, stdout } = await run(command, all, {
    signal,
    lifeline: true,
    foreground: !root && terminal,
    log: `${dir}/.cache/setup/${part}.log`,
    onLine: (line, from) => {
      if (from === 'stdout') question?.close();
      const progress = readStatus(line);
      if (progress !== undefined) say(progress);
      unavailable ??= /^unavailable: (.+)$/.exec(line)?.[1];
    },
  });
  question?.close();
  if (question?.declined) throw new PartFailure('not installed: the password was not given', sudo(byHand));
  const refusal = status === 0 ? undefined : refusalIn(stderr);
  if (refusal) throw new PartFailure(`not installed: ${refusal.why}`, refusal.fix);
  if (status !== 0) {
    throw new PartFailure(
      `apt-get failed: ${reason(stdout, stderr) ?? `status ${status}`}`,
      root ? byHand : sudo(byHand),
    );
  }
  return unavailable === undefined ? { count } : { count, unavailable };
}

async function mayUseSudo(
  names: readonly string[],
  later: readonly string[],
  byHand: string,
  ask: Ask | string,
): Promise<void> {
  const list = names.join(', ');
  if (which('sudo', pathDirs()) === undefined) {
    throw new PartFailure(`not installed: ${list}; there is no sudo`, `as root: ${byHand}`);
  }
  if (typeof ask === 'string') throw new PartFailure(`not installed: ${list}; ${ask}`, sudo(byHand));
  if (
    !(await ask(
      `Missing Debian packages: ${[...names, ...later].join(', ')}. Install them with sudo apt-get?`,
    ))
  ) {
    throw new PartFailure(`not installed, since you said no: ${list}`, sudo(byHand));
  }
}

function sudo(byHand: string): string {
  return byHand.replaceAll('apt-get ', 'sudo apt-get ');
}

/** Progress to show for one line of apt's status (APT::Status-Fd, see apt's README.progress-reporting). */
export function readStatus(line: string): string | undefined {
  const status = /^(dlstatus|pmstatus):[^:]*:([\d.]+):(.*)$/.exec(line);
  if (!status) return undefined;
  const verb = status[1] === 'dlstatus' ? 'downloading' : 'unpacking and configuring';
  return `${verb}, ${Math.round(Number(status[2]))} %`;
}

/** apt prints its reasons as `E: …` on stderr. */
function reason(stdout: string, stderr: string): string | undefined {
  const lines = `${stderr}\n${stdout}`.split('\n');
  return (
    lines.find((line) => /^(dpkg: error|E: )/.test(line)) ?? lines.find((line) => /^(sudo|dpkg): /.test(line))
  )?.trim();
}
