// The checks that run in the page, bundled by Vite to one script in memory.
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** Source of a script that sets `window.look`. */
export async function bundleLook(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('page/main.ts', import.meta.url)),
        formats: ['iife'],
        name: 'lookModule',
      },
    },
  });
  const [{ output }] = result as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput];
  return output[0].code;
}
