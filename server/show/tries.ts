// What each need of a demo must be able to do on stage, as a command that is tried in one of its panes.
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Demo } from '../../protocol/demo.ts';
import type { Build } from '../../protocol/talk.ts';
import type { Try } from '../panes/pane-try.ts';

/** The tries of a demo, in the order of its needs; none for a need that is a matter of the set-up alone. */
export function triesOf(demo: Demo, builds: readonly Build[], root: string): Try[] {
  return demo.needs.flatMap((need) => {
    if (need === 'root') return [sudo()];
    const build = builds.find(({ id }) => id === need);
    if (!build) return [];
    return [runs(build, root), ...(build.anew === undefined ? [] : [packages(build, root), temporary()])];
  });
}

/** Without a question, even when no password was given a minute ago (-k); as root, and with the variables (-E). */
function sudo(): Try {
  const lacks = 'echo "sudo -E gives the user $(id -un), and RUST_LOG=$RUST_LOG"; exit 1';
  const name = userInfo().username;
  return {
    command: `RUST_LOG=info LC_ALL=C sudo -knE sh -c '[ "$(id -u) $RUST_LOG" = "0 info" ] || { ${lacks}; }'`,
    fix: `an administrator adds as the last rule that sudo reads: ${name} ALL=(ALL:ALL) NOPASSWD: ALL`,
  };
}

/** The finished program may be run from where it stands. */
function runs({ dir, program }: Build, root: string): Try {
  const file = quoted(join(root, dir, 'target/debug', program));
  return {
    command: `test -x ${file} || { echo ${file} "can't be run by $(id -un)"; false; }`,
    fix: 'move the project to a disk that is mounted without noexec, and there: npm run setup',
  };
}

/** The build on stage has no network: cargo must find every package in its home. */
function packages({ dir }: Build, root: string): Try {
  return {
    command: `cargo --color never fetch --offline --locked --quiet --manifest-path ${quoted(join(root, dir, 'Cargo.toml'))}`,
    fix: 'npm run setup',
  };
}

/** Compilers write there, and so does cargo generate. */
function temporary(): Try {
  return {
    command: 'file=$(mktemp) && head -c 64K /dev/zero >"$file"; s=$?; rm -f "$file"; exit $s',
    fix: (said) =>
      /Read-only/.test(said) ? 'sudo mount -o remount,rw /tmp' : 'make room in /tmp: df -h /tmp; df -i /tmp',
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
