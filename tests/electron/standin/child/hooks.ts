/** Module hooks, on Node's own loader thread. */
import type { ResolveHook } from 'node:module';

export const resolve: ResolveHook = (specifier, context, next) =>
  specifier === 'electron'
    ? { url: new URL('./electron.js', import.meta.url).href, shortCircuit: true }
    : next(specifier, context);
