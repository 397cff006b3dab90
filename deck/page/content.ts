// The deck's slides and talk as one module that hot reload can swap.
import { html, sections, talk } from 'virtual:deck';

export const content = { html, sections, talk };
export type Content = typeof content;
