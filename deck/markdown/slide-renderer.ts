// marked's HTML renderer, which adds the attributes of comments and takes the rendered fences.
import { Renderer, type Token, type Tokens } from 'marked';
import { type Attributes, addAttributes } from './html.ts';

/** What the renderer needs from its slide. */
export type RendererParts = {
  elements: ReadonlyMap<Token, Attributes>;
  /** HTML of a fenced block. */
  fence(token: Tokens.Code): string;
  /** Checks the HTML of a picture. */
  picture(token: Token, html: string): void;
};

export class SlideRenderer extends Renderer {
  private readonly parts: RendererParts;

  constructor(parts: RendererParts) {
    super();
    this.parts = parts;
  }

  private with(token: object, html: string): string {
    const attributes = this.parts.elements.get(token as Token);
    return attributes ? addAttributes(html, attributes) : html;
  }

  override code(token: Tokens.Code): string {
    return this.with(token, `${this.parts.fence(token)}\n`);
  }

  override image(token: Tokens.Image): string {
    const html = super.image(token);
    this.parts.picture(token, html);
    return this.with(token, html);
  }

  override heading(token: Tokens.Heading): string {
    return this.with(token, super.heading(token));
  }
  override paragraph(token: Tokens.Paragraph): string {
    return this.with(token, super.paragraph(token));
  }
  override blockquote(token: Tokens.Blockquote): string {
    return this.with(token, super.blockquote(token));
  }
  override list(token: Tokens.List): string {
    return this.with(token, super.list(token));
  }
  override listitem(token: Tokens.ListItem): string {
    return this.with(token, super.listitem(token));
  }
  override table(token: Tokens.Table): string {
    return this.with(token, super.table(token));
  }
  override tablecell(token: Tokens.TableCell): string {
    return this.with(token, super.tablecell(token));
  }
  override strong(token: Tokens.Strong): string {
    return this.with(token, super.strong(token));
  }
  override em(token: Tokens.Em): string {
    return this.with(token, super.em(token));
  }
  override codespan(token: Tokens.Codespan): string {
    return this.with(token, super.codespan(token));
  }
  override del(token: Tokens.Del): string {
    return this.with(token, super.del(token));
  }
  override link(token: Tokens.Link): string {
    return this.with(token, super.link(token));
  }
}
