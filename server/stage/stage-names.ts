// The names on the stage, the real network: the talk's own, or those in its talk.local.json.
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { keyOf } from '../../protocol/pane.ts';
import { fillCommand, LocalNames, type StageNames, type Talk } from '../../protocol/talk.ts';

export type Local = {
  /** Those that the file gives. */
  given: Partial<StageNames>;
  /** Whether git gets the template from its own address. */
  upstream: boolean;
};

/**
 * @param file talk.local.json; it need not exist.
 * @param name how messages name it.
 * @throws Error with the file and the field that is wrong.
 */
export function readLocal(file: string, name: string): Local {
  if (!existsSync(file)) return { given: {}, upstream: false };
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
  const result = v.safeParse(LocalNames, raw);
  if (result.success) {
    const { upstream, ...given } = result.output;
    return { given: given as Partial<StageNames>, upstream };
  }
  const [first] = result.issues;
  const field = v.getDotPath(first) ?? 'file';
  const shown = typeof first.input === 'string' ? `${JSON.stringify(first.input)} is ` : '';
  const what = first.type === 'strict_object' && field !== 'file' ? 'there is no such name' : first.message;
  throw new Error(`${name}: ${field}: ${/^not /.test(what) ? shown : ''}${what}`);
}

/** Fills the names into every command of the talk. */
export function fillStageNames(talk: Talk, stage: StageNames): Talk {
  return {
    ...talk,
    stage,
    demos: talk.demos.map((demo) => ({
      ...demo,
      steps: demo.steps.map(({ instead, ...step }) => ({
        ...step,
        command: fillCommand(step.command, stage),
        ...(instead === undefined ? {} : { instead: fillCommand(instead, stage) }),
      })),
    })),
  };
}

/** The commands, by {@link keyOf}, that differ from those with the talk's own names. */
export function renamedCommands({ demos, stage: own }: Talk, stage: StageNames): Map<string, string> {
  const all = demos.flatMap(({ id, steps }) => steps.map((step) => ({ ...step, key: keyOf(id, step.id) })));
  return new Map(
    all
      .filter(({ command }) => fillCommand(command, own) !== fillCommand(command, stage))
      .map(({ key, command }) => [key, fillCommand(command, stage)]),
  );
}

/** The names that a talk's commands have. */
export function namesIn({ demos }: Talk): Set<keyof StageNames> {
  const commands = demos.flatMap(({ steps }) =>
    steps.flatMap(({ command, instead = '' }) => [command, instead]),
  );
  const all: (keyof StageNames)[] = ['iface', 'address', 'peer', 'template'];
  return new Set(all.filter((name) => commands.some((command) => command.includes(`{${name}}`))));
}
