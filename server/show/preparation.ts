// Prepares the demos while the deck is open: set-up, then lab. Each demo goes live when its parts are done.
import type { Demo } from '../../protocol/demo.ts';
import type { Reason } from '../../protocol/pane.ts';
import type { Talk } from '../../protocol/talk.ts';
import { LabClient, LabFailure, type LabOptions } from '../panes/lab-client.ts';
import { PlainPanes } from '../panes/plain-panes.ts';
import { type Ask, asker } from '../setup/asker.ts';
import { wantedBy } from '../setup/part.ts';
import { printProgress } from '../setup/progress.ts';
import { type Setup, startSetup } from '../setup/setup.ts';
import type { Toolchain } from '../setup/toolchain.ts';
import { formatStageLine } from '../stage/stage.ts';
import { sudoLine } from '../stage/stage-report.ts';
import { findRoot, mayUseSudo, type RootWay } from '../system/sudo.ts';
import { ptyFault } from '../terminal/pty.ts';
import { demoReadiness, type LabState } from './demos.ts';
import type { Show } from './show.ts';
import { Trials } from './trials.ts';
import { triesOf } from './tries.ts';

/** How soon a workspace is live once the speaker has done what was advised, in ms. */
const LOOK_AGAIN_MS = 2000;

export type PreparationOptions = {
  root: string;
  talk: Talk;
  network: 'stage' | 'lab';
  /** Whether a person can answer questions on this terminal. */
  interactive: boolean;
  print: (line: string) => void;
};

export class Preparation {
  lab: LabClient | undefined;
  private labState: LabState = { state: 'opening' };
  private setup: Setup | undefined;
  private show: Show | undefined;
  private trials: Trials | undefined;
  /** Why this system opens no terminal. */
  private readonly noTerminal = ptyFault();
  private disposed = false;
  /** Why workspaces can't be used, by demo; looked at again until they can be. */
  private readonly refused = new Map<string, Reason>();
  private again: NodeJS.Timeout | undefined;
  private refusals: { dispose(): void } | undefined;
  private readonly announced = new Set<string>();
  /** Lines to print later, while sudo asks for the password on the same terminal. */
  private delayed: string[] | undefined;

  constructor(private readonly options: PreparationOptions) {}

  /** Environment of the toolchain for panes; empty until it is found. */
  toolchainEnv(): Record<string, string> {
    const toolchain = this.setup?.toolchain();
    return toolchain && toolchain.kind !== 'none' ? toolchain.env : {};
  }

  /** The toolchain, or why there is none; undefined until the search has ended. */
  toolchain(): Toolchain | undefined {
    if (wantedBy(this.options.talk).needs.length > 0) return this.setup?.toolchain();
    return { kind: 'none', why: 'no demo of this talk needs a toolchain', fix: "add needs: ['linker']" };
  }

  /** Does the work. Resolves when it is done or has failed; the deck doesn't wait for it. */
  async run(show: Show): Promise<void> {
    this.show = show;
    const { root, interactive, talk } = this.options;
    this.trials = new Trials(
      async (demo) => andStart(await show.sessions.tryOut(demo, triesOf(demo, talk.builds, root))),
      () => this.update(),
    );
    this.lookAtWorkspaces(show);
    this.refusals = show.onRefused(() => this.lookAtWorkspaces(show));
    const wanted = wantedBy(talk);
    // For a talk that needs nothing, or when nothing helps, don't ask for a password or packages.
    if (wanted.needs.length === 0 || this.noTerminal) return this.update();
    const needsRoot = wanted.needs.includes('root');
    const ask = interactive ? asker(false) : undefined;
    const way = needsRoot
      ? await withoutDoubt(findRoot(interactive), ask)
      : ({ way: 'none', why: 'no demo needs root', fix: '' } as const);
    if (this.disposed) return;
    if (needsRoot && this.options.network === 'stage') this.say(formatStageLine(sudoLine(way)));
    if (way.way === 'none') {
      // Check the rest anyway, so that the speaker sees everything that is missing at once.
      this.labState = { state: 'none', why: way.why, fix: way.fix };
    }
    const mayAsk = way.way === 'none' ? way.why : ask;
    const setup = startSetup({ root, want: 'demos', talk: wanted, ...(mayAsk ? { ask: mayAsk } : {}) });
    this.setup = setup;
    setup.onChange(() => this.update());
    printProgress(setup, (line) => this.say(line));
    await partSettled(setup, 'packages');
    if (this.disposed) return;
    const packages = setup.parts().find((part) => part.id === 'packages')?.state;
    if (packages === 'done' && needsRoot && way.way !== 'none') await this.openLab(way);
    this.update();
    await setup.done;
    this.update();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    clearTimeout(this.again);
    this.refusals?.dispose();
    await Promise.all([this.setup?.dispose(), this.lab?.dispose()]);
  }

  /** A folder that is refused when its first pane opens would be refused on stage. */
  private lookAtWorkspaces(show: Show): void {
    clearTimeout(this.again);
    const before = this.refused.size;
    this.refused.clear();
    for (const { id } of this.options.talk.demos) {
      const refused = show.refusal(id);
      if (refused) this.refused.set(id, refused);
    }
    if (this.refused.size !== before) this.update();
    if (this.refused.size === 0) return;
    this.again = setTimeout(() => this.lookAtWorkspaces(show), LOOK_AGAIN_MS);
    this.again.unref();
  }

  private async openLab(way: Exclude<RootWay, { way: 'none' }>): Promise<void> {
    const options = labOptions(this.options);
    if (way.way === 'password') this.delayed = [];
    try {
      this.lab = await LabClient.open(
        way,
        options,
        (line) => this.say(line),
        (said) => this.lost(said),
      );
      this.labState = { state: 'open' };
    } catch (error) {
      const { why, fix } =
        error instanceof LabFailure ? error : { why: (error as Error).message, fix: 'npm start' };
      this.labState = { state: 'failed', ...andStart({ why, fix }) };
    }
    const lines = this.delayed ?? [];
    this.delayed = undefined;
    for (const line of lines) this.say(line);
  }

  /** Prints a line; while sudo asks for the password, later. */
  say(line: string): void {
    if (this.delayed) this.delayed.push(line);
    else this.options.print(line);
  }

  /** @param said its last line of error. */
  private lost(said: string): void {
    if (this.disposed) return;
    this.lab = undefined;
    const why = `the part that runs as root has ended${said && `: ${said}`}`;
    this.labState = { state: 'failed', why, fix: 'npm start' };
    this.update();
  }

  private update(): void {
    if (!this.show || !this.trials || this.disposed) return;
    for (const demo of this.options.talk.demos) {
      const refused = this.noTerminal ?? this.refused.get(demo.id);
      // What it needs is not known yet.
      if (!this.setup && demo.needs.length > 0 && !refused) continue;
      const parts = this.setup?.parts() ?? [];
      const ready = demoReadiness(demo, parts, this.labState, PlainPanes.lacks(), refused);
      const readiness = ready.state === 'live' ? this.trials.of(demo) : ready;
      this.show.setReadiness(demo.id, readiness);
      this.announce(
        demo,
        readiness.state === 'unavailable' ? readiness : undefined,
        readiness.state === 'live',
      );
    }
  }

  private announce(demo: Demo, fault: { why: string; fix: string } | undefined, live: boolean): void {
    const line = live ? `live ${demo.id}` : fault && `not live ${demo.id}: ${fault.why}; fix: ${fault.fix}`;
    if (!line || this.announced.has(line)) return;
    this.announced.add(line);
    this.say(line);
  }
}

/** What was tried once is tried again by another start. */
function andStart<T extends Reason | undefined>(reason: T): T {
  if (!reason || /npm start|log in again|container/.test(reason.fix)) return reason;
  return { ...reason, fix: `${reason.fix}, then npm start` };
}

/** Asks whether to try sudo where it will probably refuse; Enter goes on with recordings. */
async function withoutDoubt(way: RootWay, ask: Ask | undefined): Promise<RootWay> {
  if (way.way !== 'password' || way.doubt === undefined || !ask) return way;
  const question = `${way.doubt}: sudo will probably refuse. Try it all the same? (Enter: recordings)`;
  return (await ask(question, false)) ? way : { way: 'none', why: way.doubt, fix: mayUseSudo() };
}

/** The order to the root part for a talk's lab. */
export function labOptions({ talk, network }: LabTalk): LabOptions {
  const { iface, address, peer } = talk.stage;
  return {
    network,
    iface,
    address,
    peer,
    demos: talk.demos.map(({ id }) => id),
  };
}

type LabTalk = Pick<PreparationOptions, 'talk' | 'network'>;

function partSettled(setup: Setup, id: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const part = setup.parts().find((part) => part.id === id);
      if (part && (part.state === 'waiting' || part.state === 'working')) return;
      off();
      resolve();
    };
    const off = setup.onChange(look);
    look();
  });
}
