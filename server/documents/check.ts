// stub
import type { WorkDocument } from './work-document.ts';

/** A file of a demo: its workspace's folder, absolute, and its path below. */
export type CheckedFile = { demo: string; workspace: string; path: string };

export type Checker = {
  /** Says of every saved text what the compiler says, until disposed. */
  watch(file: CheckedFile, work: WorkDocument): { dispose(): void };
  dispose(): void;
};
