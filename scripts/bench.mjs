// `npm run bench -- insights`: bundles tests/bench/<name>.bench.ts and runs it; without names, all of them. A bench prints
// what it measured and never fails for being slow: machines differ.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'tests/bench');
const suffix = '.bench.ts';
const known = (await readdir(folder))
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench «${unknown.join('», «')}». There are: ${known.join(', ')}.`);
  process.exit(2);
}

// Beside node_modules, so that the bundle finds packages that stay outside it.
const outDir = await mkdtemp(join(root, 'node_modules/.bench-'));
try {
  for (const name of asked.length > 0 ? asked : known) {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      build: { ssr: join(folder, `${name}${suffix}`), outDir, emptyOutDir: false, minify: false, target: 'node20' },
    });
    await import(pathToFileURL(join(outDir, `${name}.bench.js`)).href);
  }
} finally {
  await rm(outDir, { recursive: true, force: true });
}
