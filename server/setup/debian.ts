// The parts that install Debian packages: what the demos run, and Chromium for the tests.
// The lists are in packages.ts; apt.ts installs them.
import { install } from './apt.ts';
import type { Ask } from './asker.ts';
import { holds, missing, wanted } from './packages.ts';
import { type Check, type Part, PartFailure } from './part.ts';
import { RUSTUP_FIX, type Toolchain } from './toolchain.ts';

export type DebianContext = {
  root: string;
  want: 'demos' | 'all';
  ask: Ask | string;
  /**
   * The toolchain as if a C compiler were there, since that is among the packages.
   * @param again look at the machine again: something was installed.
   */
  foresee(again: boolean): Promise<Toolchain>;
};

export function packagesPart({ root, want, ask, foresee }: DebianContext): Part {
  return {
    id: 'packages',
    why: 'what the demos run: ip, ping, ssh, curl, a C compiler and, without rustup, Rust for BPF',
    needs: [],
    lane: 'apt',
    async check() {
      const { tools, rust } = wanted(want, await foresee(false), holds);
      return todo([...tools, ...rust]);
    },
    async work({ signal, say }) {
      const started = Date.now();
      const { unavailable, count } = await install({
        root,
        part: 'packages',
        left: async (again) => {
          const { tools, rust } = wanted(want, await foresee(again), holds);
          return { packages: tools, together: rust };
        },
        later: want === 'all' ? missing('tests', holds) : [],
        ask,
        signal,
        say,
      });
      const left = wanted(want, await foresee(true), holds).tools;
      if (left.length > 0) {
        throw new PartFailure(
          `apt-get succeeded, but these are still missing: ${left.join(', ')}`,
          'npm run setup',
        );
      }
      if (unavailable !== undefined) {
        throw new PartFailure(`this system's package sources have no ${unavailable}`, RUSTUP_FIX);
      }
      return count === 0
        ? 'all installed'
        : `${count} installed in ${Math.round((Date.now() - started) / 1000)} s`;
    },
  };
}

export function chromiumPart({ root, ask }: Pick<DebianContext, 'root' | 'ask'>): Part {
  return {
    id: 'chromium',
    why: 'the browser that the tests drive, and their other tools',
    needs: ['packages'],
    lane: 'apt',
    check: async () => todo(missing('tests', holds)),
    async work({ signal, say }) {
      const started = Date.now();
      const left = async () => ({ packages: missing('tests', holds), together: [] });
      await install({ root, part: 'chromium', left, ask, signal, say });
      return `installed in ${Math.round((Date.now() - started) / 1000)} s`;
    },
  };
}

function todo(names: readonly string[]): Check {
  return names.length === 0
    ? { is: 'done', line: 'all installed' }
    : { is: 'todo', line: `missing: ${names.join(', ')}` };
}
