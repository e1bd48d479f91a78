/** Bundles for pages of tests: packages from npm that no browser can read as they are. */
import { join } from 'node:path';
import { build } from 'vite';

/** The path of what an application's own bundler would make of `source`, whose imports are looked up from `root`. */
export async function bundle(source: string, outDir: string, root = import.meta.dirname): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        enforce: 'pre',
        resolveId: (id) => (id.endsWith('virtual:entry') ? '\0entry' : null),
        load: (id) => (id === '\0entry' ? source : null),
      },
    ],
    build: {
      outDir,
      minify: false,
      lib: { entry: 'virtual:entry', formats: ['es'], fileName: () => 'bundle.js' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  return join(outDir, 'bundle.js');
}
