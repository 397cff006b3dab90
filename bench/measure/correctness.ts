// Whether a page shows what the program wrote: by the byte count of the deck's server, and cell by cell.
import headless from '@xterm/headless';
import { GRID, SCROLLBACK_ROWS } from '../conditions.ts';
import { outputOffset } from '../deck-peer.ts';
import { type Marker, newMarker, type Pane } from '../pane.ts';
import { readRow } from '../rows.ts';
import { afterOnlcr, type Workload, type WorkloadId } from '../workloads.ts';

/** Bytes per write to the local terminal. */
const CHUNK_BYTES = 1_000_000;

export type Count = {
  /** Call it when the workload is done and the prompt is back. */
  after(): Promise<{ expected: number; missing: number }>;
};

/**
 * Counts by the server's own offsets. Echo, marks and prompt are counted first, with a command line of the same length
 * that prints nothing; the difference to the workload's line is what its program wrote.
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
 * @returns a line per row that differs.
 */
export async function differentRows(pane: Pane, workload: Workload, marker: Marker): Promise<string[]> {
  const wanted = await (expected.get(workload.id) ?? expect(workload));
  const shown = await pane.page.evaluate(
    ([name, marker, rows]) => window.bench.pane(name).rowsAbove(marker, rows),
    [pane.name, marker.text, SCROLLBACK_ROWS] as const,
  );
  const lines: string[] = [];
  // From the last row upwards, so that rows missing at the top are reported as missing.
  for (let up = 1; up <= wanted.length; up++) {
    const [want, show] = [wanted.at(-up), shown.at(-up)];
    if (want !== show)
      lines.push(`row ${up} above the end is ${JSON.stringify(show)}, not ${JSON.stringify(want)}`);
  }
  return lines;
}

const expected = new Map<WorkloadId, Promise<string[]>>();

/** The last rows of a workload in a local terminal; computed once. */
function expect(workload: Workload): Promise<string[]> {
  const rows = lastRows(workload);
  expected.set(workload.id, rows);
  return rows;
}

async function lastRows(workload: Workload): Promise<string[]> {
  const terminal = new headless.Terminal({ ...GRID, scrollback: SCROLLBACK_ROWS, allowProposedApi: true });
  const output = afterOnlcr(workload.content());
  for (let at = 0; at < output.length; at += CHUNK_BYTES) {
    await new Promise<void>((resolve) => terminal.write(output.subarray(at, at + CHUNK_BYTES), resolve));
  }
  // The last line feed begins the row that has the marker in a page.
  const buffer = terminal.buffer.active;
  const end = buffer.baseY + buffer.cursorY;
  const rows: string[] = [];
  for (let y = end - SCROLLBACK_ROWS; y < end; y++) rows.push(readRow(buffer, y, GRID.cols));
  terminal.dispose();
  return rows;
}
