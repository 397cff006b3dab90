// ```speaker``` shows who speaks and where, from talk.ts.

import { escapeText } from '../html.ts';
import type { FenceKind } from './fence.ts';

export const speakerFence: FenceKind = {
  names: ['speaker'],
  options: {},
  body: 'empty',
  render(_fence, { talk }) {
    return `<p class="speaker"><strong>${escapeText(talk.speaker)}</strong>${escapeText(talk.event)}</p>`;
  },
};
