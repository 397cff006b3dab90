// ```bytes``` becomes rows of cells: hexadecimal bytes, those in brackets marked, then the row's meaning.

import { escapeText } from '../html.ts';
import type { FenceKind } from './fence.ts';

export const bytesFence: FenceKind = {
  names: ['bytes'],
  options: {},
  body: 'text',
  render(fence, scope) {
    const rows = fence.body.replace(/\n$/, '').split('\n');
    const rendered = rows.map((row, index) => {
      const match = /^((?:(?:[0-9a-f]{2}|\[[0-9a-f]{2}\])(?:\s+|$))+)(.*)$/.exec(row);
      if (match) return renderRow(match[1]!.trim().split(/\s+/), match[2]!.trim());
      const fix = 'write two hexadecimal digits per byte, [b7] for a marked byte, then the meaning';
      scope.report(fence.line + 1 + index, `cannot read the bytes "${row}"`, fix);
      return '';
    });
    return `<div class="bytes">${rendered.join('')}</div>`;
  },
};

function renderRow(bytes: string[], meaning: string): string {
  const cells = bytes.map((byte) => {
    const marked = byte.startsWith('[');
    return `<span class="byte${marked ? ' read' : ''}">${byte.replace(/[[\]]/g, '')}</span>`;
  });
  const words = meaning && `<span class="bytes-meaning">${escapeText(meaning)}</span>`;
  return `<div class="bytes-row">${cells.join('')}${words}</div>`;
}
