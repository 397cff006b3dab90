// ```qr``` draws the talk's `address` as a QR code, with the address below it.
import { encode } from 'uqr';
import { escapeText, formatAttributes } from '../html.ts';
import type { FenceKind } from './fence.ts';

/** Width of the light border that readers need, in modules; four in ISO/IEC 18004. */
const QUIET = 4;

export const qrFence: FenceKind = {
  names: ['qr'],
  options: {},
  body: 'empty',
  render(fence, { talk, folder, report }) {
    if (talk.address === undefined) {
      report(
        fence.line,
        'there is no address for the QR code',
        `add address: 'https://…' to ${folder}/talk.ts, or remove the fence`,
      );
      return '';
    }
    // With level Q a quarter of the code may be hidden, by a head in the room or a lamp's reflection.
    const { data, size } = encode(talk.address, { ecc: 'Q', border: QUIET });
    const svg = formatAttributes([
      ['viewBox', `0 0 ${size} ${size}`],
      ['role', 'img'],
      ['aria-label', `QR code of ${talk.address}`],
      ['shape-rendering', 'crispEdges'],
    ]);
    const shown = escapeText(talk.address.replace(/^https?:\/\//, '').replace(/\/$/, ''));
    return `<div class="qr"><svg${svg}><path d="${modules(data)}"/></svg><p>${shown}</p></div>`;
  },
};

/** The dark modules as one path; neighbours in a row are one bar. */
function modules(data: readonly (readonly boolean[])[]): string {
  return data
    .map((row, y) => {
      const line = row.map((dark) => (dark ? '#' : ' ')).join('');
      return [...line.matchAll(/#+/g)]
        .map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`)
        .join('');
    })
    .join('');
}
