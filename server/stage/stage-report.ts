// What the speaker reads at the start on the stage: one line each for interface, address, template, peer and sudo.
import { hostname, userInfo } from 'node:os';
import type { Talk } from '../../protocol/talk.ts';
import { shownPath, type TalkPlace } from '../../talk/place.ts';
import { run } from '../system/command.ts';
import type { RootWay } from '../system/sudo.ts';
import { type Interface, readInterfaces } from './interfaces.ts';
import { checkPeer } from './peer-check.ts';
import { decideStage, formatStageLine, type Stage, type StageLine } from './stage.ts';
import { type Local, namesIn, readLocal } from './stage-names.ts';
import type { TemplateCopy } from './template-copy.ts';

/** How long this machine may take to look up its own name, in ms: sudo does that each time. */
const OWN_NAME_MS = 2000;

export type OpenStage = Stage & { local: Local };

/**
 * Looks at this machine's network.
 * @param talk as its author wrote it.
 * @throws Error when talk.local.json has a fault.
 */
export function openStage(place: TalkPlace, talk: Talk): OpenStage {
  const file = shownPath(place, place.local);
  const local = readLocal(place.local, file);
  const used = namesIn(talk);
  let interfaces: readonly Interface[] | string = 'no step names one';
  if (used.has('iface') || used.has('address')) {
    try {
      interfaces = readInterfaces();
    } catch (error) {
      interfaces = (error as Error).message;
    }
  }
  const { names, lines } = decideStage({
    own: talk.stage,
    local,
    file,
    interfaces,
  });
  return { names, local, lines: lines.filter(({ about }) => about === 'sudo' || used.has(about)) };
}

export type StageReportOptions = {
  /** As its author wrote it. */
  talk: Talk;
  stage: OpenStage;
  /** Undefined when git gets the template from its own address. */
  template: TemplateCopy | undefined;
  say(line: string): void;
};

export class StageReport {
  private readonly ending = new AbortController();

  constructor(private readonly options: StageReportOptions) {}

  /** Says the lines, quick ones first; resolves when all are said. */
  async run(): Promise<void> {
    const { talk, stage } = this.options;
    const used = namesIn(talk);
    for (const line of stage.lines) this.say(line);
    if (used.has('template') && stage.names.template !== '') this.say(this.templateLine());
    const root = talk.demos.some(({ needs }) => needs.includes('root'));
    await Promise.all([this.peer(), root ? this.ownName() : undefined]);
  }

  dispose(): void {
    this.ending.abort();
  }

  private say(line: StageLine | undefined): void {
    if (line && !this.ending.signal.aborted) this.options.say(formatStageLine(line));
  }

  private templateLine(): StageLine {
    const { stage, template, talk } = this.options;
    const about = 'template';
    const what = `template ${stage.names.template}`;
    if (stage.local.upstream)
      return {
        about,
        says: `${what} from its own address; what it makes may print other words than the steps expect`,
      };
    if (!template) return { about, says: `${what} as it is; the talk has no copy of it` };
    template.env();
    if (template.why === undefined)
      return { about, says: `${what} comes from the copy here, ${talk.template}` };
    const fix = template.why.includes('ENOENT')
      ? 'sudo apt-get install git'
      : `sudo chown -R ${userInfo().username} .cache`;
    return { about, says: `${what} has no copy here: ${template.why}`, fix };
  }

  private async peer(): Promise<void> {
    const { talk, stage } = this.options;
    const commands = talk.demos.flatMap(({ steps }) => steps.map(({ command }) => command));
    if (!commands.some((command) => /\bssh\b.*\{peer\}/.test(command))) return;
    const pinged = commands.some((command) => /\bping\b.*\{address\}/.test(command));
    const { peer, address } = stage.names;
    const { signal } = this.ending;
    this.say(await checkPeer({ peer, address: pinged ? address : undefined, signal }));
  }

  private async ownName(): Promise<void> {
    const name = hostname();
    const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(OWN_NAME_MS)]);
    const { status } = await run('getent', ['ahosts', name], { signal });
    if (status === 0) return;
    const what = signal.aborted
      ? `takes more than ${OWN_NAME_MS / 1000} s to look up`
      : 'is unknown to itself';
    this.say({
      about: 'sudo',
      says: `this machine's own name, ${name}, ${what}: sudo will say so, or wait`,
      fix: `echo "127.0.1.1 ${name}" | sudo tee -a /etc/hosts`,
    });
  }
}

/** Whether sudo will ask on the stage, before it is used. */
export function sudoLine(way: RootWay): StageLine {
  const about = 'sudo';
  switch (way.way) {
    case 'root':
      return { about, says: 'sudo asks for no password: the deck runs as root' };
    case 'sudo':
      return { about, says: 'sudo asks for no password' };
    case 'password':
      return { about, says: 'sudo asks for your password now, and not again in the panes' };
    case 'none':
      return { about, says: `no sudo: ${way.why}`, fix: way.fix };
  }
}
