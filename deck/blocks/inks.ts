// The two inks of Rust code, as in the fences: keywords and comments are quieter (colours in theme/code.css).
import { HighlightStyle } from '@codemirror/language';
import { tags } from '@lezer/highlight';

export const INKS = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self, tags.bool],
    class: 'code-keyword',
  },
  { tag: [tags.comment, tags.docComment], class: 'code-comment' },
]);
