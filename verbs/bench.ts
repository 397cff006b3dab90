// `npm run bench`: measures the deck's terminals against others, in turn, in real Chromium.
import { flag, values, whole } from './option.ts';
import { UsageError, verb } from './verb.ts';

export default verb({
  name: 'bench',
  help: "Measures the deck's terminals beside wetty, ttyd and a minimal server; results go to bench/results.",
  options: {
    reps: whole('N', 'repetitions; 5 unless given', undefined, 1, 100),
    quick: flag('2 repetitions with fewer keys, as a trial; results go to .cache/bench'),
    only: values('NAME[,NAME …]', 'only these measurements or contestants', (text) =>
      text.split(',').map((name) => name.trim()),
    ),
    port: whole('N', 'first of forty ports for the servers; 4600 unless given', 4600, 1024, 65_400),
    soak: whole('MINUTES', 'instead: only the deck, at 5 MB/s for this long', undefined, 6, 24 * 60),
  },
  async run(options) {
    const only = options.only.flat();
    const { NAMES, runBench } = await import('../bench/main.ts');
    for (const name of only) {
      if (!NAMES.includes(name)) throw new UsageError(`--only ${name}: there are ${NAMES.join(', ')}`);
    }
    await runBench({ ...options, only }, process.argv.slice(3));
    return 0;
  },
});
