// The Vite plugin of the slides as the server knows it: its name, and whom it tells in dev about a changed talk.
import type { Talk } from '../protocol/talk.ts';

/** Name of the plugin in deck/markdown/plugin.ts. */
export const SLIDES_PLUGIN = 'ebpf-talk:slides';

/** The plugin's `api`, as Vite has it for plugins that others talk to. */
export type SlidesApi = {
  /**
   * Gets each talk that changed slides are built of, before a page gets them.
   * @returns whether the server has begun anew with it, so that pages must be loaded anew.
   * @throws Error when it can't; the slides then count as faulty, and no page gets them.
   */
  onTalk?(talk: Talk): Promise<boolean>;
};
