// Runs once before the tests that cross rooms: gives all of them one seed, and prints it.
export default function drawSeed(): void {
  process.env.DECK_SEED ??= String(Date.now() % 1_000_000);
  const breadth = process.env.BREADTH === 'all' ? 'everything' : 'a sample';
  console.log(`tests try ${breadth}, drawn from seed ${process.env.DECK_SEED} (DECK_SEED repeats a run)`);
}
