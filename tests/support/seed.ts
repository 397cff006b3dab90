// Gives all tests in tests/ the same seed, and prints it; runs once before them.
export default function drawSeed(): void {
  process.env.DECK_SEED ??= String(Date.now() % 1_000_000);
  const breadth = process.env.BREADTH === 'all' ? 'everything' : 'a sample';
  console.log(`tests try ${breadth}, drawn from seed ${process.env.DECK_SEED} (DECK_SEED repeats a run)`);
}
