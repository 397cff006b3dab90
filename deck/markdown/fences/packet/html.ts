// HTML of a packet beside the code that reads it: lines, leaders, rows of cells.

import { escapeAttribute, escapeText, formatAttributes } from '../../html.ts';
import { cutPieces, formatPieces, inkLines } from '../../inks.ts';
import { layerName, ROW, type Row } from './bytes.ts';
import type { PacketRead } from './reads.ts';

/** A row of the packet, the read beside it, and the fragment that shows both. */
export type Beside = { row: Row; read: PacketRead; fragment: number };

/** Where the code is from, as written in the fence. */
export type Origin = { src: string; region: string };

export async function renderPacket(code: string, origin: Origin, parts: readonly Beside[]): Promise<string> {
  const attributes = formatAttributes([
    ['src', origin.src],
    ['region', origin.region],
  ]);
  const rows = parts.map(renderRow).join('');
  return (
    `<deck-packet${attributes}>${await renderCode(code, parts)}` +
    `<div class="packet-bytes" role="img" aria-label="${escapeAttribute(describe(parts))}">${rows}</div></deck-packet>`
  );
}

/** Classes and attributes of an element that belongs to one read; `custom` keeps reveal from hiding it. */
function belonging({ row, read, fragment }: Beside, name: string): string {
  return formatAttributes([
    ['class', `${name} fragment custom ${row.mark.layer}`],
    ['data-read', String(read.offset)],
    ['data-fragment-index', String(fragment)],
  ]);
}

async function renderCode(code: string, parts: readonly Beside[]): Promise<string> {
  const lines = await inkLines(code.split('\n'), 'rust');
  let out = '';
  for (let at = 1; at <= lines.length; at++) {
    const part = parts.find(({ read }) => read.from === at);
    if (part) out += `<span${belonging(part, 'packet-check')}>`;
    const pieces = lines[at - 1]!;
    if (part) {
      const { offset, column } = part.read;
      const end = column + String(offset).length;
      const before = formatPieces(cutPieces(pieces, 0, column));
      const after = formatPieces(cutPieces(pieces, end));
      out +=
        `<span class="code-line packet-reads" style="--column: ${part.row.mark.offset % ROW}; ` +
        `--width: ${part.row.mark.bytes.length}"><span class="packet-text">${before}` +
        `<span class="packet-number">${offset}</span>${after}\n</span><span class="packet-leader"></span></span>`;
    } else out += `<span class="code-line">${formatPieces(pieces)}\n</span>`;
    if (parts.some(({ read }) => read.to === at)) out += '</span>';
  }
  return `<pre class="code packet-code" data-language="rust"><code>${out}</code></pre>`;
}

function renderRow(part: Beside): string {
  const { runs, mark } = part.row;
  const first = runs[0]!.offset;
  const cells = runs.flatMap((run) =>
    run.bytes.map((byte, index) => {
      const offset = run.offset + index;
      const read = offset >= mark.offset && offset < mark.offset + mark.bytes.length;
      const attributes = read ? belonging(part, 'packet-cell') : ` class="packet-cell ${run.layer}"`;
      return `<span${attributes} data-offset="${offset}">${byte}</span>`;
    }),
  );
  const named = runs.map((run) => {
    const means =
      run.mark && `<span${belonging(part, 'packet-meaning')}>${escapeText(run.mark.means)}</span>`;
    return (
      `<div class="packet-run ${run.layer}" style="--width: ${run.bytes.length}">` +
      `<span class="packet-name">${layerName(run.layer)}</span>${means ?? ''}</div>`
    );
  });
  const place = `--column: ${mark.offset % ROW}; --width: ${mark.bytes.length}`;
  return (
    `<div class="packet-row" style="--line: ${part.read.from}"><span class="packet-offset">${first}</span>` +
    `<span${belonging(part, 'packet-pill')} style="${place}">${mark.offset}</span>` +
    `<div class="packet-cells">${cells.join('')}</div><div class="packet-runs">${named.join('')}</div></div>`
  );
}

/** The drawing in words, for screen readers. */
function describe(parts: readonly Beside[]): string {
  const count = parts.reduce((sum, { row }) => sum + row.runs.reduce((n, run) => n + run.bytes.length, 0), 0);
  const layers: { name: string; from: number; to: number }[] = [];
  for (const run of parts.flatMap(({ row }) => row.runs)) {
    const name = layerName(run.layer);
    const to = run.offset + run.bytes.length - 1;
    if (layers.at(-1)?.name === name) layers.at(-1)!.to = to;
    else layers.push({ name, from: run.offset, to });
  }
  const named = layers.map(({ name, from, to }) => `${name}: bytes ${from} to ${to}.`);
  const read = parts.map(({ row: { mark }, read: { from } }) => {
    const last = mark.offset + mark.bytes.length - 1;
    const which = last === mark.offset ? `byte ${last}` : `bytes ${mark.offset} to ${last}`;
    return `Line ${from} of the code reads ${which}: ${mark.means}.`;
  });
  return [`The first ${count} bytes of a packet in rows of ${ROW}.`, ...named, ...read].join(' ');
}
