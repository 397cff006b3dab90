// Types of the virtual modules that deck/markdown/plugin.ts serves.

declare module 'virtual:deck' {
  /** The parts of the talk that the audience may see. */
  export const talk: import('../protocol/public-talk.ts').PublicTalk;
  /** Every slide in order; `h` and `v` are reveal's indices, `source` is `slides/03-x.md:12`. Without notes. */
  export const sections: { html: string; source: string; h: number; v: number }[];
  /** All sections, vertical stacks wrapped, ready for `.slides`. Without notes. */
  export const html: string;
}

/** Only for the speaker's page: the audience's page must never import it. */
declare module 'virtual:notes' {
  /** One entry per slide, in order. `html` is empty without notes; `seconds` is how long they take to say. */
  export const notes: {
    h: number;
    v: number;
    title: string;
    section: string;
    html: string;
    seconds: number;
  }[];
}

/** For the remote: the list of slides without their content. */
declare module 'virtual:outline' {
  export const title: string;
  /** In order; `section` is the title of the slide's section. */
  export const slides: { h: number; v: number; section: string }[];
}

/** Loads what this talk's fences need in the page, and nothing for the kinds of fence it doesn't use. */
declare module 'virtual:blocks' {}

/** The talk's own CSS, loaded after the deck's theme; empty when the talk has none. */
declare module 'virtual:theme' {}

/** Only for the cheat sheet's page. */
declare module 'virtual:cheat-sheet' {
  /** The talk's title. */
  export const title: string;
  /** HTML: the cheat slide's section, the demos' commands, the code that is typed on stage. */
  export const slide: string;
  export const commands: string;
  export const code: string;
}
