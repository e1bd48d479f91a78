/** Where this build lies and what it is. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensure } from '../../shared/base/assert';

/** The folder of our package.json, upward from this file: bundles lie one or two folders below it. */
function findRoot(): string {
  let dir = import.meta.dirname;
  while (!existsSync(join(dir, 'package.json')) && dirname(dir) !== dir) dir = dirname(dir);
  return dir;
}

const ROOT = findRoot();

/** The version in package.json. */
export function appVersion(): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version?: string };
  return ensure(manifest.version, 'The version in package.json');
}

/** The built page. */
export const PAGE_DIR = join(ROOT, 'out', 'renderer');

/** The built preload of the desktop window. */
export const PRELOAD_FILE = join(ROOT, 'out', 'preload', 'preload.cjs');

/** Scripts of SDKs that browsers load from their vendor, copied out of the SDKs' packages by the build. */
export const SDK_SCRIPTS_DIR = join(ROOT, 'out', 'main', 'sdk-scripts');
