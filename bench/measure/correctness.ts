// Whether the deck shows what the program wrote: bytes as its server counts them, rows cell by cell. Times nothing.
import headless from '@xterm/headless';
import { GRID, SCROLLBACK_ROWS } from '../conditions.ts';
import { outputOffset } from '../deck-peer.ts';
import { type Marker, newMarker, type Pane } from '../pane.ts';
import { findRow, readRow } from '../rows.ts';
import { afterOnlcr, type Workload } from '../workloads.ts';

export type Count = {
  /** To be called when the workload is through and the prompt is back. */
  after(): Promise<{ expected: number; missing: number }>;
};

/**
 * Counts by the server's own offsets. Echo, marks and prompt are counted first, with a command line of the same length
 * that prints nothing: what the workload's line has on top of it is what its program wrote.
 */
export async function countBytes(
  address: string,
  pane: Pane,
  workload: Workload,
  marker: Marker,
): Promise<Count> {
  const nothing = 'true'.padEnd(workload.command.length);
  const quiet = newMarker();
  if (quiet.command.length !== marker.command.length) throw new Error('markers of different lengths');
  const start = await outputOffset(address);
  await pane.time(nothing, quiet, 20_000);
  await pane.prompt();
  const before = await outputOffset(address);
  const expected = workload.bytes + workload.lineFeeds;
  return {
    async after() {
      const end = await outputOffset(address);
      return { expected, missing: expected - (end - before - (before - start)) };
    },
  };
}

/**
 * Compares the rows above the marker with those of a local terminal that got the same bytes.
 * @returns a line for each row that differs.
 */
export async function differentRows(pane: Pane, workload: Workload, marker: Marker): Promise<string[]> {
  const terminal = new headless.Terminal({ ...GRID, scrollback: SCROLLBACK_ROWS, allowProposedApi: true });
  const output = afterOnlcr(workload.content());
  const CHUNK = 1_000_000;
  for (let at = 0; at < output.length; at += CHUNK) {
    await new Promise<void>((resolve) => terminal.write(output.subarray(at, at + CHUNK), resolve));
  }
  await new Promise<void>((resolve) => terminal.write(`${marker.text}\r\n$ `, resolve));
  const buffer = terminal.buffer.active;
  const end = findRow(buffer, marker.text, 3);
  const wanted: string[] = [];
  for (let y = end - SCROLLBACK_ROWS; y < end; y++) wanted.push(readRow(buffer, y, GRID.cols));
  terminal.dispose();

  const shown = await pane.page.evaluate(
    ([name, marker, rows]) => window.bench.pane(name).rowsAbove(marker, rows),
    [pane.name, marker.text, SCROLLBACK_ROWS] as const,
  );
  const lines: string[] = [];
  // From the last row upwards, so that rows missing at the top are told as such.
  for (let up = 1; up <= wanted.length; up++) {
    const [want, show] = [wanted.at(-up), shown.at(-up)];
    if (want !== show)
      lines.push(`row ${up} above the end is ${JSON.stringify(show)}, not ${JSON.stringify(want)}`);
  }
  return lines;
}
