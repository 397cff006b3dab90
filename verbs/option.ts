// Options of verbs: flags, values and lists of values, each with its line in `--help`.
import { resolve } from 'node:path';
import { ROOT } from '../server/system/root.ts';
import { findTalk, startedFrom, type TalkPlace } from '../talk/place.ts';

export type Option<T> = {
  /** `lone`: the value may be left out. */
  kind: 'flag' | 'value' | 'lone';
  /** The value's name in the usage: `DIR`, `dark|light`; empty for a flag. */
  shown: string;
  help: string;
  /**
   * @param texts the values as given, in order; empty without the option, one empty text for a flag.
   * @throws Error whose message continues "--port 0 …" with what is wrong.
   */
  read(texts: string[]): T;
};

export function flag(help: string): Option<boolean> {
  return { kind: 'flag', shown: '', help, read: (texts) => texts.length > 0 };
}

/** The last one given counts; `fallback` without the option. */
export function value<T>(
  shown: string,
  help: string,
  fallback: T,
  read: (text: string) => T,
  kind: 'value' | 'lone' = 'value',
): Option<T> {
  return {
    kind,
    shown,
    help,
    read: (texts) => (texts.length > 0 ? read(texts.at(-1)!) : fallback),
  };
}

/** May be given several times. */
export function values<T>(shown: string, help: string, read: (text: string) => T): Option<T[]> {
  return { kind: 'value', shown, help: `${help}; may be given again`, read: (texts) => texts.map(read) };
}

/** One of some words. */
export function choice<const T extends string, F extends T | undefined>(
  words: readonly T[],
  help: string,
  fallback: F,
): Option<T | F> {
  return value<T | F>(words.join('|'), help, fallback, (text) => {
    const word = words.find((each) => each === text);
    if (word === undefined) throw new Error(`is not ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
    return word;
  });
}

/** A whole number. */
export function whole<F>(shown: string, help: string, fallback: F, least: number, most: number) {
  return value<number | F>(shown, help, fallback, (text) => {
    const number = Number(text || Number.NaN);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new Error(`is not a whole number from ${least} to ${most}`);
  });
}

export function port(fallback: number): Option<number> {
  return whole(
    'N',
    `port to serve on, the next free one if it is busy; ${fallback} unless given`,
    fallback,
    1,
    65_515,
  );
}

/** A folder, relative to where the command was typed. */
export function folder<F>(shown: string, help: string, fallback: F): Option<string | F> {
  return value<string | F>(shown, help, fallback, (text) => resolve(startedFrom(ROOT), text));
}

/** `--talk`, for every verb that works on a talk. */
export const TALK = folder('DIR', 'a talk other than the one in slides/', undefined);

/**
 * The place of the talk that `--talk` names.
 * @throws Error with what is missing there.
 */
export function placeOf(talk: string | undefined): TalkPlace {
  return findTalk(ROOT, talk, ROOT);
}
