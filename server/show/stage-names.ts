// The names on the stage, the real network: the talk's own, or those in its talk.local.json.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';
import { fillCommand, StageNames, type Talk } from '../../protocol/talk.ts';

/**
 * @param file talk.local.json; names that it doesn't have are the talk's own.
 * @throws Error with the file and the field that is wrong.
 */
export function readStageNames(file: string, own: StageNames): StageNames {
  if (!existsSync(file)) return own;
  const name = basename(file);
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
  const result = v.safeParse(StageNames, typeof raw === 'object' && raw !== null ? { ...own, ...raw } : raw);
  if (result.success) return result.output;
  const first = result.issues[0];
  throw new Error(`${name}: ${v.getDotPath(first) ?? 'file'}: ${first.message}`);
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
