// Vite's configuration: where the pages are and that slides are Markdown. No logic of its own.
import { defineConfig } from 'vite';
import { slides } from './deck/markdown/plugin.ts';

export default defineConfig({
  base: './',
  // Another talk's folder, absolute: server/door/pages.ts sets it from --talk.
  plugins: [slides({ dir: process.env.DECK_TALK ?? 'slides' })],
  // Build products hold thousands of files that are no part of the deck.
  server: { watch: { ignored: ['**/target/**', '**/.cache/**', '**/dist/**'] } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // xterm and reveal are what they are; the deck is served from this machine.
    chunkSizeWarningLimit: 1000,
    // Which page loads which file: a viewer may fetch its own page's alone (server/door/visible.ts).
    manifest: true,
    rolldownOptions: {
      // How long each plugin took is not the speaker's to read.
      checks: { pluginTimings: false },
      input: ['index.html', 'speaker.html', 'remote.html', 'print.html', 'cheat.html'],
    },
  },
});
