// The notes and the talk as one module that hot reload can swap; the audience's page must never import it.
import { talk } from 'virtual:deck';
import { notes } from 'virtual:notes';

export const content = { talk, notes };
export type Content = typeof content;
