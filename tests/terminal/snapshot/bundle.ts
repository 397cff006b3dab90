// Bundles a page's terminal and the code that restores screens to one script in memory, with Vite.
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** Source of a script that sets `window.shown` (page.ts). */
export async function bundlePage(): Promise<string> {
  const entry = fileURLToPath(new URL('page.ts', import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'shownModule' } },
  });
  const [{ output }] = result as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput];
  return output[0].code;
}
