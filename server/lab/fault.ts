// Why the lab can't be opened, in the words of what failed, and the one command that puts it right.
import { readFileSync } from 'node:fs';

/** Something that the lab needs and this system lacks. */
export class LabFault extends Error {
  constructor(
    readonly why: string,
    readonly fix: string,
  ) {
    super(why);
  }
}

/** Bits of CapEff (capabilities(7)) that making the lab needs. */
const CAPABILITIES = { CAP_NET_ADMIN: 12, CAP_SYS_ADMIN: 21 };

const PRIVILEGED = 'run the deck outside this container, or the container with --privileged';

/** @throws LabFault when root has not the rights of root, as in most containers. */
export function checkCapabilities(status = readFileSync('/proc/self/status', 'utf8')): void {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const lacking = Object.entries(CAPABILITIES).filter(([, bit]) => !((effective >> BigInt(bit)) & 1n));
  if (lacking.length === 0) return;
  throw new LabFault(`root has no ${lacking.map(([name]) => name).join(' and no ')} here`, PRIVILEGED);
}

/** What fixes an error of the system; its message is the reason. */
export function faultOf(error: Error): LabFault {
  if (error instanceof LabFault) return error;
  const { code, path = '' } = error as NodeJS.ErrnoException;
  const mount = mountOf(path);
  if (code === 'EROFS') return new LabFault(error.message, `sudo mount -o remount,rw ${mount}`);
  if (code === 'ENOSPC') return new LabFault(error.message, `make room in ${mount}: df -h ${mount}`);
  if (/not permitted|forbids|EPERM|EACCES/.test(error.message))
    return new LabFault(error.message, PRIVILEGED);
  return new LabFault(error.message, 'npm start');
}

/** The mount point that a path is below; fields of proc_pid_mountinfo(5). */
function mountOf(path: string): string {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point !== '' && (point === '/' || path === point || path.startsWith(`${point}/`)));
  return points.sort((a, b) => b.length - a.length)[0] ?? '/';
}
