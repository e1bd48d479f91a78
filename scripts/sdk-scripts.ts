// Which files of posthog-js and of Segment's analytics-next the collector serves to pages: what the browser SDK loads when
// a feature is used, and the SDK itself for pages that load it by snippet. The build copies them, so that an installation
// carries these 2.9 MB and not the packages' 32 with their dependencies.
import { createRequire } from 'node:module';
import { existsSync, readdirSync } from 'node:fs';
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

/** Name and path of each, and of the licences that they come under. Throws where a package lacks one. */
export function sdkScriptFiles(): { name: string; path: string }[] {
  const { resolve } = createRequire(import.meta.url);
  const dist = dirname(resolve('posthog-js/dist/array.js'));
  const files = [
    ...NAMES.map((name) => ({ name, path: join(dist, name) })),
    { name: 'LICENSE', path: join(dist, '..', 'LICENSE') },
    ...segmentFiles(dirname(resolve('@segment/analytics-next/package.json'))),
  ];
  const missing = files.find(({ path }) => !existsSync(path));
  if (missing !== undefined) throw new Error(`${missing.path} is missing: see scripts/sdk-scripts.ts`);
  return files;
}

/** The SDK as pages with the snippet load it, and its parts, which it asks for by the very names that they have. */
function segmentFiles(root: string): { name: string; path: string }[] {
  const umd = join(root, 'dist', 'umd');
  const parts = readdirSync(umd).filter((name) => /\.bundle\.[0-9a-f]+\.js$/.test(name));
  if (parts.length === 0) throw new Error(`${umd} has no parts of the SDK: see scripts/sdk-scripts.ts`);
  return [
    { name: 'segment-analytics.js', path: join(umd, 'standalone.js') },
    ...parts.map((name) => ({ name, path: join(umd, name) })),
    { name: 'LICENSE-segment', path: join(root, 'LICENSE.MD') },
  ];
}
