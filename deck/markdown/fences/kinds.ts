// The kinds of fences. A new kind is one file in this folder, its test, and one word here.
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

/** The kinds of fences on a slide; the last one is code in any language. */
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

/** The kinds of fences in notes, which are only read: code. */
export const NOTE_FENCES: readonly FenceKind[] = [codeFence];
