// Types of the modules that deck/markdown/plugin.ts serves. Declares; the values are made there.

declare module 'virtual:deck' {
  /** The talk as the audience may see it. */
  export const talk: import('../protocol/public-talk.ts').PublicTalk;
  /** Every slide in order; `h` and `v` are reveal's indices, `source` is `slides/03-x.md:12`. Without notes. */
  export const sections: { html: string; source: string; h: number; v: number }[];
  /** All sections, vertical stacks wrapped, ready for `.slides`. Without notes. */
  export const html: string;
}

/** For the speaker's page alone: the audience's page must never import it. */
declare module 'virtual:notes' {
  /** One a slide, in the deck's order; `html` is empty where a slide has no notes, `seconds` is what saying them takes. */
  export const notes: {
    h: number;
    v: number;
    title: string;
    section: string;
    html: string;
    seconds: number;
  }[];
}

/** For the remote: the talk's places, and nothing of what stands on the slides. */
declare module 'virtual:outline' {
  export const title: string;
  /** In the deck's order; `section` is the title of the talk's section. */
  export const slides: { h: number; v: number; section: string }[];
}

/** What the fences of this talk need in the page; loads nothing for the kinds that it doesn't use. */
declare module 'virtual:blocks' {}

/** CSS of the talk, loaded behind the deck's theme; nothing when the talk has none. */
declare module 'virtual:theme' {}

/** For the page of the cheat sheet alone. */
declare module 'virtual:cheat-sheet' {
  /** The talk's. */
  export const title: string;
  /** HTML: the slide's section, the demos' commands, the code that is typed on stage. */
  export const slide: string;
  export const commands: string;
  export const code: string;
}
