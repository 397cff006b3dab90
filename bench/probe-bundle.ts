// Bundles the page's probe to one script in memory, with Vite.
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** Source of a script that sets `window.bench`. */
export async function bundleProbe(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('page-probe.ts', import.meta.url)),
        formats: ['iife'],
        name: 'benchModule',
      },
    },
  });
  const [{ output }] = result as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput];
  return output[0].code;
}
