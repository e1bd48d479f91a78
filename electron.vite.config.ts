import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { sdkScriptFiles } from './scripts/sdk-scripts';

const at = (path: string): string => resolve(import.meta.dirname, path);

/**
 * Three builds from one config. `main` has two entries, the desktop shell and the headless host; the engine is a separate
 * bundle reached by `?modulePath`, and the threads of both are entries of their own, so the very same files run under
 * Electron and under plain Node.
 */
export default defineConfig({
  main: {
    plugins: [
      {
        name: 'sdk-scripts',
        generateBundle() {
          for (const { name, path } of sdkScriptFiles()) {
            this.emitFile({ type: 'asset', fileName: `sdk-scripts/${name}`, source: readFileSync(path) });
          }
        },
      },
    ],
    build: {
      outDir: 'out/main',
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          main: at('electron/main/index.ts'),
          headless: at('electron/headless/cli.ts'),
          'fold-worker': at('electron/engine/folds/worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload may require nothing but 'electron', so everything it reaches is bundled into one CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      minify: 'oxc',
      // The page's policy lets fonts come from its origin alone, so none may be folded into the styles as data.
      assetsInlineLimit: 0,
      sourcemap: true,
      target: 'chrome150',
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  },
});
