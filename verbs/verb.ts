// A verb is what `npm run NAME` does: one table of options gives its parsing, usage and errors.
import { parseArgs } from 'node:util';
import type { Option } from './option.ts';

type Options = { [name: string]: Option<unknown> };

/** A table's options after parsing. */
export type Given<O extends Options> = { [name in keyof O]: O[name] extends Option<infer T> ? T : never };

type Declared<O extends Options> = {
  /** As in `npm run NAME`. */
  name: string;
  /** What it does, in one line. */
  help: string;
  /** Words that are not options, if it takes any: `[DEMO …]`. */
  words?: { shown: string; help: string };
  /** By name, without the dashes. */
  options: O;
  /**
   * Does the work. It imports what it needs itself, so that `--help` loads only the tables.
   * @returns the exit status; undefined when it runs until a signal ends it.
   * @throws UsageError for words that only it can check; Error with one line for any other failure.
   */
  run(options: Given<O>, words: string[]): Promise<number | undefined>;
};

export type Verb = {
  name: string;
  help: string;
  options: Options;
  /** Its command line, what it does, and one line per option. */
  usage(): string;
  /** Parses, runs, and ends the process: with the status of `run`, 1 after a failure, 2 after a wrong option. */
  main(argv: string[]): Promise<void>;
};

/** Wrong words on the command line; leads to exit status 2 and the usage. */
export class UsageError extends Error {}

/** Declares a verb; the type of `run`'s options follows from the table. */
export function verb<O extends Options>(declared: Declared<O>): Verb {
  const { name, help, options } = declared;
  const usage = () => usageOf(declared);
  return {
    name,
    help,
    options,
    usage,
    async main(argv) {
      try {
        const given = parse(declared, argv);
        if (given === 'help') return console.log(usage());
        const status = await declared.run(given.options, given.words);
        if (status !== undefined) process.exit(status);
      } catch (error) {
        console.error(`ebpf-talk: ${error instanceof Error ? error.message : String(error)}`);
        if (error instanceof UsageError) console.error(`usage: ${usage()}`);
        process.exit(error instanceof UsageError ? 2 : 1);
      }
    },
  };
}

/** `npm start`, `npm test`, `npm run build` */
function command(name: string): string {
  return `npm ${name === 'start' || name === 'test' ? name : `run ${name}`}`;
}

function usageOf({ name, help, words, options }: Declared<Options>): string {
  const rows = Object.entries(options).map(([option, row]) => [dashed(option, row.shown), row.help]);
  if (words) rows.push([words.shown, words.help]);
  const width = Math.max(...rows.map(([left]) => left!.length), 0);
  const takes = [...(Object.keys(options).length > 0 ? ['[options]'] : []), ...(words ? [words.shown] : [])];
  const first = [command(name), ...(takes.length > 0 ? ['--', ...takes] : [])].join(' ');
  return [first, `  ${help}`, ...rows.map(([left, right]) => `    ${left!.padEnd(width)}  ${right}`)].join(
    '\n',
  );
}

function dashed(name: string, shown: string): string {
  return `--${name}${shown && ` ${shown}`}`;
}

/** @throws UsageError naming the first word that is wrong. */
function parse<O extends Options>(
  { name, words, options }: Declared<O>,
  argv: string[],
): { options: Given<O>; words: string[] } | 'help' {
  const types = Object.entries(options).map(([option, { kind }]) => [option, typeOf(kind)] as const);
  const { tokens } = parseArgs({
    args: withLoneValues(argv, options),
    options: { help: { type: 'boolean', short: 'h' }, ...Object.fromEntries(types) },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const texts: { [option: string]: string[] } = {};
  const rest: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (!words) throw new UsageError(`${command(name)} takes no word "${token.value}"`);
      rest.push(token.value);
      continue;
    }
    if (token.name === 'help') return 'help';
    const option = options[token.name];
    if (!option) throw new UsageError(`${command(name)} has no option ${token.rawName}`);
    const { value } = token;
    if (option.kind === 'flag') {
      if (value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
    } else if (value === undefined || (!token.inlineValue && /^-./.test(value))) {
      throw new UsageError(`${token.rawName} needs a value: ${dashed(token.name, option.shown)}`);
    }
    texts[token.name] = [...(texts[token.name] ?? []), value ?? ''];
  }
  const read = Object.entries(options).map(([option, { read }]) => {
    try {
      return [option, read(texts[option] ?? [])];
    } catch (error) {
      const given = [`--${option}`, ...(texts[option] ?? [])].filter((word) => word !== '');
      throw new UsageError(`${given.join(' ')} ${(error as Error).message}`);
    }
  });
  return { options: Object.fromEntries(read) as Given<O>, words: rest };
}

function typeOf(kind: Option<unknown>['kind']): { type: 'boolean' | 'string'; multiple: boolean } {
  return { type: kind === 'flag' ? 'boolean' : 'string', multiple: true };
}

/** Gives an empty value to each option whose value was left out; parseArgs has no such options. */
function withLoneValues(argv: string[], options: Options): string[] {
  return argv.map((word, index) => {
    const lone = word.startsWith('--') && options[word.slice(2)]?.kind === 'lone';
    return lone && /^(-.*)?$/.test(argv[index + 1] ?? '') ? `${word}=` : word;
  });
}
