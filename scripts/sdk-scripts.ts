// Which files of posthog-js the collector serves to pages: what its browser SDK loads when a feature is used, and the
// SDK itself for pages that load it by snippet. The build copies them, so that an installation carries these 2.6 MB and
// not the package's 30 with its dependencies.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NAMES = [
  'array.js',
  'array.full.js',
  'conversations.js',
  'crisp-chat-integration.js',
  'dead-clicks-autocapture.js',
  'element-inference.js',
  'exception-autocapture.js',
  'intercom-integration.js',
  'lazy-recorder.js',
  'logs.js',
  'posthog-recorder.js',
  'product-tours-preview.js',
  'product-tours.js',
  'recorder-v2.js',
  'recorder.js',
  'surveys-preview.js',
  'surveys.js',
  'tracing-headers.js',
  'web-vitals-soft-navs.js',
  'web-vitals-with-attribution-soft-navs.js',
  'web-vitals-with-attribution.js',
  'web-vitals.js',
];

/** Name and path of each, and of the licence that they come under. Throws where the package lacks one. */
export function sdkScriptFiles(): { name: string; path: string }[] {
  const dist = dirname(createRequire(import.meta.url).resolve('posthog-js/dist/array.js'));
  const files = NAMES.map((name) => ({ name, path: join(dist, name) }));
  const missing = files.find(({ path }) => !existsSync(path));
  if (missing !== undefined) throw new Error(`posthog-js has no dist/${missing.name}: see scripts/sdk-scripts.ts`);
  return [...files, { name: 'LICENSE', path: join(dist, '..', 'LICENSE') }];
}
