// The kinds of fences. A new one is one file in this folder, its test, and one word here.
import { bytesFence } from './bytes.ts';
import { codeFence } from './code.ts';
import { diagramFence } from './diagram.ts';
import { duoFence } from './duo.ts';
import { editorFence } from './editor.ts';
import type { FenceKind } from './fence.ts';
import { packetFence } from './packet/packet.ts';
import { qrFence } from './qr.ts';
import { speakerFence } from './speaker.ts';
import { stepsFence } from './steps.ts';
import { terminalFence } from './terminal.ts';
import { verdictFence } from './verdict.ts';

/** What a fence on a slide may be; the last one is code in any language. */
export const FENCES: readonly FenceKind[] = [
  terminalFence,
  editorFence,
  stepsFence,
  diagramFence,
  bytesFence,
  packetFence,
  speakerFence,
  qrFence,
  duoFence,
  verdictFence,
  codeFence,
];

/** Notes are read, not run: they have code and nothing else. */
export const NOTE_FENCES: readonly FenceKind[] = [codeFence];
