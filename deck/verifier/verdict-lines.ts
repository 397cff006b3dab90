// Draws a verdict: its word and sentence, and the few lines of the log that explain it, as cells.
import { element } from '../page/element.ts';
import type { Refusal, Verdict } from './log.ts';

/** A verdict's first row: a word for the outcome and a sentence. */
type Head = { outcome: 'none' | 'refused' | 'loaded'; word: string; sentence: string };

/** Replaces the content of `host` with the verdict, and sets its attributes `outcome` and `news`. */
export function drawVerdict(host: HTMLElement, verdict: Verdict): void {
  const { outcome, word, sentence } = head(verdict);
  host.setAttribute('outcome', outcome);
  // A program that loads is news only after a refusal.
  host.toggleAttribute('news', verdict.refused || verdict.before !== undefined);
  const line = element('p', 'deck-verdict-head');
  if (word) line.append(element('span', 'deck-verdict-word', word), ' ');
  line.append(element('span', 'deck-verdict-why', sentence));
  host.replaceChildren(line, ...cells(verdict));
}

function head(verdict: Verdict): Head {
  if (verdict.refused) return { outcome: 'refused', word: 'Refused', sentence: verdict.why };
  if (verdict.loaded === undefined) {
    return { outcome: 'none', word: '', sentence: 'The verifier’s verdict will appear here.' };
  }
  const isBack = verdict.before?.reason.includes('packet');
  const sentence = isBack
    ? 'The check is back: no read goes beyond the packet.'
    : 'The verifier has accepted it.';
  return { outcome: 'loaded', word: 'Loaded', sentence };
}

function cells(verdict: Verdict): HTMLElement[] {
  if (!verdict.refused)
    return verdict.loaded === undefined ? [] : [cell('loader', 'the loader', verdict.loaded)];
  const { rust, at, reason }: Refusal = verdict;
  return [
    ...(rust ? [cell('rust', place(rust), rust.text)] : []),
    ...(at ? [cell('instruction', `instruction ${at.insn}`, at.text)] : []),
    cell('reason', 'the verifier', reason),
  ];
}

function place({ file, line }: NonNullable<Refusal['rust']>): string {
  return file === undefined ? 'our line' : `${file}, line ${line}`;
}

/** The numbers that decide: which bytes the program reads, and how many are proven. */
const DECIDES = /(\boff=-?\d+ size=\d+|\br=-?\d+)/;

function cell(kind: 'rust' | 'instruction' | 'reason' | 'loader', name: string, text: string): HTMLElement {
  const row = element('div', 'deck-verdict-line');
  row.dataset.kind = kind;
  const code = element('code', 'deck-verdict-text');
  // `split` with a group keeps the matches, as every second part.
  for (const [index, part] of (kind === 'reason' ? text.split(DECIDES) : [text]).entries()) {
    code.append(index % 2 === 1 ? element('b', '', part) : part);
  }
  row.append(element('span', 'deck-verdict-name', name), ' ', code);
  return row;
}
