/** Bundles child/ for plain Node, once per test process, into out/ beside what it stands in for. */
import { join } from 'node:path';
import { build } from 'vite';

const CHILD = join(import.meta.dirname, 'child');
const OUT = join(import.meta.dirname, '../../../out/standin');

let built: Promise<void> | undefined;

/** The modules to load before an app's main. */
export async function bundleChild(): Promise<{ readonly register: string }> {
  built ??= build({
    configFile: false,
    root: CHILD,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: OUT,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: ['register', 'hooks', 'electron', 'parent-port'].map((name) => join(CHILD, `${name}.ts`)),
        output: { entryFileNames: '[name].js' },
      },
    },
  }).then(() => undefined);
  await built;
  return { register: join(OUT, 'register.js') };
}
