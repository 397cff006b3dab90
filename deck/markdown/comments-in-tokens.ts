// Removes the comments from marked's tokens and gives their attributes to the elements before them.
import type { Token, Tokens } from 'marked';
import { COMMENT, readComment } from './comment.ts';
import type { Report } from './fault.ts';
import type { Attributes } from './html.ts';

/** The attributes in the comments of one slide. */
export type Comments = {
  /** For the section itself. */
  slide: Attributes | undefined;
  /** For elements, by the token that becomes the element. */
  elements: Map<Token, Attributes>;
  /** Called with the attributes in each comment, and its line. */
  found(attributes: Attributes, line: number): void;
};

/** Tokens that become an element inside a line. */
const INLINE = new Set(['strong', 'em', 'codespan', 'link', 'image', 'del']);

/** Line of each token in its file, 1-based; nested tokens too, since indentation adds no lines. */
export function locateTokens(tokens: readonly Token[], line: number, lines = new Map<Token, number>()) {
  let at = line;
  for (const token of tokens) {
    lines.set(token, at);
    if (token.type === 'list') locateTokens((token as Tokens.List).items, at, lines);
    else if (token.type === 'table') {
      const table = token as Tokens.Table;
      for (const cell of table.header) locateTokens(cell.tokens, at, lines);
      table.rows.forEach((row, index) => {
        for (const cell of row) locateTokens(cell.tokens, at + 2 + index, lines);
      });
    } else if ('tokens' in token && token.tokens) locateTokens(token.tokens, at, lines);
    at += token.raw.split('\n').length - 1;
  }
  return lines;
}

/**
 * Removes every comment from the tokens. `.element` at the end of an item, paragraph, heading or cell applies to that
 * block; right after a piece of the line, without a space (`` `x`<!-- … --> ``), to that piece; on a separate line, to
 * the block above. Plain comments are dropped. What is left of one, or only looks like one, is a fault.
 * @param found called with the attributes in each comment, and its line.
 */
export function takeComments(
  tokens: Token[],
  lines: Map<Token, number>,
  found: (attributes: Attributes, line: number) => void,
  report: Report,
): Comments {
  const comments: Comments = { slide: undefined, elements: new Map(), found };
  takeFrom(tokens, undefined, lines, comments, report);
  return comments;
}

function takeFrom(
  tokens: Token[],
  owner: Token | undefined,
  lines: Map<Token, number>,
  comments: Comments,
  report: Report,
): void {
  let previous: Token | undefined;
  for (const [index, token] of tokens.entries()) {
    const line = lines.get(token) ?? 1;
    // Without tokens of its own it is shown as it is.
    if (token.type === 'text' && !('tokens' in token && token.tokens)) checkText(token.raw, line, report);
    if (token.type === 'html') {
      const target = owner === undefined ? previous : touching(tokens[index - 1]) ? tokens[index - 1] : owner;
      takeFromHtml(token, target, line, comments, report);
    }
    if (token.type === 'list') {
      for (const item of (token as Tokens.List).items) takeFromItem(item, lines, comments, report);
    } else if (token.type === 'table') {
      const table = token as Tokens.Table;
      for (const cell of [...table.header, ...table.rows.flat()]) {
        takeFrom(cell.tokens, cell as unknown as Token, lines, comments, report);
      }
    } else if (token.type === 'blockquote') takeFrom(token.tokens!, undefined, lines, comments, report);
    else if ('tokens' in token && token.tokens) takeFrom(token.tokens, token, lines, comments, report);
    if (token.type !== 'space' && !(token.type === 'html' && token.text.trim() === '')) previous = token;
  }
}

/** An item's own text is a `text` token or its first `paragraph`; a comment at the end of that applies to the item. */
function takeFromItem(item: Tokens.ListItem, lines: Map<Token, number>, comments: Comments, report: Report) {
  const first = item.tokens.find((token) => token.type === 'text' || token.type === 'paragraph') as
    | Tokens.Text
    | undefined;
  if (first?.tokens) takeFrom(first.tokens, item, lines, comments, report);
  takeFrom(
    item.tokens.filter((token) => token !== first),
    item,
    lines,
    comments,
    report,
  );
}

function touching(token: Token | undefined): boolean {
  return token !== undefined && INLINE.has(token.type);
}

function takeFromHtml(
  token: Token,
  target: Token | undefined,
  start: number,
  comments: Comments,
  report: Report,
): void {
  const html = token as Tokens.HTML;
  const alone = html.raw.replace(COMMENT, '').trim() === '';
  for (const match of html.raw.matchAll(COMMENT)) {
    const line = start + html.raw.slice(0, match.index).split('\n').length - 1;
    const comment = readComment(match[1]!, line, report);
    if (comment.kind !== 'plain') comments.found(comment.attributes, line);
    if (comment.kind === 'slide') {
      if (comments.slide)
        report(line, 'a second .slide comment on this slide', 'put all attributes into one');
      else comments.slide = comment.attributes;
    } else if (comment.kind === 'element') {
      if (!alone) report(line, '.element inside HTML', 'write the attributes into the tag itself');
      else if (!target) report(line, '.element with nothing before it', 'put it after the element it is for');
      else
        comments.elements.set(
          target,
          new Map([...(comments.elements.get(target) ?? []), ...comment.attributes]),
        );
    }
  }
  html.text = html.text.replace(COMMENT, '');
  checkText(html.text, start, report);
  const hidden = /<[?!](?!--)[^>]{0,20}/.exec(html.text)?.[0];
  if (hidden !== undefined)
    report(start, `"${hidden}" is hidden, but sent to every page`, 'write a comment: <!-- … -->');
}

/** Finds what the author took for a comment or a picture, and Markdown for text. */
function checkText(text: string, line: number, report: Report): void {
  const lineAt = (index: number) => line + text.slice(0, index).split('\n').length - 1;
  const comment = text.indexOf('<!--');
  if (comment >= 0)
    report(lineAt(comment), 'Markdown takes this comment for text', 'begin it on a line of its own');
  const picture = /!\[[^\]]*\][([]/.exec(text);
  if (picture) {
    const fix = 'write ![words](images/NAME), with %20 for a space in the name';
    report(lineAt(picture.index), 'Markdown takes this picture for text', fix);
  }
}
