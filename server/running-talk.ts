// A talk that runs: the house of its demos, the show, and their preparation. In dev a changed talk.ts begins another.
import { readFileSync } from 'node:fs';
import type { Position } from '../protocol/position.ts';
import type { Talk } from '../protocol/talk.ts';
import { namedPath, type TalkPlace } from '../talk/place.ts';
import { recordingFaults } from '../talk/recordings.ts';
import { CargoChecks } from './documents/check.ts';
import { type Ground, type House, openHouse } from './show/house.ts';
import { Preparation } from './show/preparation.ts';
import { type Network, Show } from './show/show.ts';
import { fillStageNames, renamedCommands } from './stage/stage-names.ts';
import { openStage, StageReport } from './stage/stage-report.ts';
import { ROOT } from './system/root.ts';

export type RunningOptions = {
  place: TalkPlace;
  network: Network;
  /** How long a session lives without a page, in ms. */
  graceMs: number;
  print(line: string): void;
};

export class RunningTalk {
  readonly house: House;
  readonly show: Show;
  private readonly preparation: Preparation | undefined;
  private readonly report: StageReport | undefined;

  /**
   * @param source the talk as its author wrote it.
   * @param at where the deck is, if pages show it already.
   * @throws Error when the names of this machine's network can't be read; nothing runs then.
   */
  constructor(options: RunningOptions, source: Talk, at: Position | null = null) {
    const { place, network, graceMs, print } = options;
    const stage = network === 'stage' ? openStage(place, source) : undefined;
    const talk = fillStageNames(source, stage?.names ?? source.stage);
    const preparation =
      network === 'none'
        ? undefined
        : new Preparation({
            root: ROOT,
            talk,
            network,
            interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
            print,
          });
    this.preparation = preparation;
    this.house = openHouse({
      place,
      talk,
      ground: preparation ?? NO_GROUND,
      graceMs,
      upstream: stage?.local.upstream === true,
      checker: new CargoChecks(ROOT, () => (preparation ? preparation.toolchain() : NO_TOOLCHAIN)),
      note: print,
    });
    const { sessions, steps, workspaces, documents, template } = this.house;
    const say = (line: string) => (preparation ? preparation.say(line) : print(line));
    this.report = stage && new StageReport({ talk: source, stage, template, say });
    for (const fault of recordingFaults(place, source)) print(`warning: ${fault}`);
    for (const fault of documents.faults) print(`warning: prepared edits do not fit: ${fault}`);
    const renamed = stage && renamedCommands(source, stage.names);
    this.show = new Show(talk, network, sessions, steps, workspaces, documents, renamed);
    if (at) this.show.move(at);
  }

  /** Prepares the demos; resolves when that is done or has failed. */
  async prepare(): Promise<void> {
    void this.report?.run();
    if (this.preparation) return await this.preparation.run(this.show);
    const why = '--network none plays recordings only';
    for (const { id } of this.show.talk.demos)
      this.show.setReadiness(id, { state: 'unavailable', why, fix: 'npm start' });
  }

  /** Ends everything that the talk has started. */
  async dispose(): Promise<void> {
    this.report?.dispose();
    await this.house.dispose();
  }
}

/** All that the server takes from a talk and from the files that it names, as one text, to see whether it changed. */
export function textOf(place: TalkPlace, { demos, stage, builds, needs, template }: Talk): string {
  const files = demos.flatMap((demo) => demo.files.flatMap(({ template, finished }) => [template, finished]));
  const texts = files.map((name) => {
    const file = namedPath(place, name);
    try {
      return file === undefined ? '' : readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  });
  const plain = (_: string, value: unknown) => (value instanceof RegExp ? String(value) : value);
  return JSON.stringify([demos, stage, builds, needs, template, texts], plain);
}

const NO_GROUND: Ground = { lab: undefined, toolchainEnv: () => ({}), dispose: async () => {} };

const NO_TOOLCHAIN = {
  kind: 'none',
  why: '--network none compiles nothing',
  fix: 'npm start',
} as const;
