/**
 * Files by what a person names: a file, a folder with all that is in it, or a pattern (`exports/2026-*\/**\/*.json.gz`), for
 * where no shell has seen to it.
 */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fail } from '../../shared/contract/errors';

/** More than any export has; beyond it somebody has named the wrong folder. */
const MAX_FILES = 100_000;
const MAGIC = /[*?{]/;

/** Absolute paths in the order of their names. Fails with `file_unreadable` where a folder or a pattern names none. */
export async function findFiles(named: string): Promise<readonly string[]> {
  const path = resolve(named);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) {
    const files = await filesUnder(path);
    return files.length > 0 ? files : fail('file_unreadable', `There is no file in the folder «${named}».`);
  }
  // A file of that very name goes before a pattern; what is not there is said by whoever opens it.
  if (found !== undefined || !MAGIC.test(named)) return [path];
  const parts = path.split(sep);
  const first = parts.findIndex((part) => MAGIC.test(part));
  const base = parts.slice(0, first).join(sep) || sep;
  const pattern = regexOf(
    path
      .slice(base === sep ? 1 : base.length + 1)
      .split(sep)
      .join('/'),
  );
  const files = (await filesUnder(base)).filter((file) =>
    pattern.test(
      file
        .slice(base === sep ? 1 : base.length + 1)
        .split(sep)
        .join('/'),
    ),
  );
  return files.length > 0 ? files : fail('file_unreadable', `No file is called like «${named}».`);
}

/** Hidden files and what Spark and its kind leave beside their parts are nobody's data. */
const isNoise = (name: string): boolean => /^[._]/.test(name) || /^(Thumbs\.db|desktop\.ini)$/i.test(name);

async function filesUnder(folder: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    // A folder that may not be read has nothing for us; the others have.
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (isNoise(entry.name)) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) files.push(path);
    }
    if (files.length > MAX_FILES) fail('file_unreadable', `«${folder}» holds more than ${MAX_FILES} files.`);
  }
  return files.sort();
}

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** `*` and `?` stay within a folder, `**` goes through any number of them, `{a,b}` is either. */
function regexOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^\w/]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1) {
      const options = token.slice(1, -1).split(',');
      return `(?:${options.map((option) => option.replaceAll(/[^\w]/g, String.raw`\$&`)).join('|')})`;
    }
    return `\\${token}`;
  });
  return new RegExp(`^${source}$`, 's');
}
