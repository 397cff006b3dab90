// The stage's settings, `talk.local.json`: interface, addresses, template. Fills them into the steps' commands.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Talk } from '../protocol/talk.ts';

const Word = v.pipe(v.string(), v.regex(/^[\w.:@/+-]{1,200}$/, 'only letters, digits and . : @ / + - _'));

const Stage = v.strictObject({
  iface: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{1,15}$/, 'not an interface name')), 'eno1'),
  address: v.optional(v.pipe(v.string(), v.ipv4()), '10.0.0.70'),
  peer: v.optional(Word, 'proxmox'),
  template: v.optional(Word, 'https://github.com/aya-rs/aya-template'),
});

/** The defaults are the talk's own; the lab always uses these. */
export type Stage = v.InferOutput<typeof Stage>;

export const TALK_STAGE: Stage = v.parse(Stage, {});

/** @throws Error naming the file and the setting that is wrong. */
export function readStage(root: string): Stage {
  const file = join(root, 'talk.local.json');
  if (!existsSync(file)) return TALK_STAGE;
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`talk.local.json: ${(error as Error).message}`);
  }
  const result = v.safeParse(Stage, raw);
  if (result.success) return result.output;
  const first = result.issues[0];
  throw new Error(`talk.local.json: ${v.getDotPath(first) ?? 'file'}: ${first.message}`);
}

/** Fills `{iface}`, `{address}`, `{peer}` and `{template}` into every command of the talk. */
export function setStage(talk: Talk, stage: Stage): Talk {
  const fill = (command: string) =>
    command.replace(/\{(iface|address|peer|template)\}/g, (_, name: keyof Stage) => stage[name]);
  return {
    ...talk,
    demos: talk.demos.map((demo) => ({
      ...demo,
      steps: demo.steps.map((step) => ({ ...step, command: fill(step.command) })),
    })),
  };
}
