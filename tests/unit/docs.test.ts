/** What the pages promise of the tree: folders say what they are, links lead somewhere, the lint file is the printed one. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SKIPPED = new Set(['node_modules', 'out', 'dist', '.git', '.tsc', '.cache', 'test-results', 'playwright-report']);

const foldersIn = (dir: string): string[] =>
  readdirSync(join(ROOT, dir), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
    .map((entry) => join(dir, entry.name));

function pagesBelow(dir: string): string[] {
  return readdirSync(join(ROOT, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : pagesBelow(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** A comment that opens the file, or the folder's README. */
function saysWhatItIs(folder: string): boolean {
  if (existsSync(join(ROOT, folder, 'README.md'))) return true;
  return ['index.ts', 'index.tsx'].some((name) => {
    const path = join(ROOT, folder, name);
    return existsSync(path) && /^\/(\*\*|\/)/.test(readFileSync(path, 'utf8'));
  });
}

describe('folders', () => {
  // What lies in renderer/public is shipped as it is, so no README may.
  const folders = ['electron', 'shared', 'renderer'].flatMap(foldersIn).filter((path) => !path.endsWith('public'));
  it.each(folders)('%s says what it is', (folder) => {
    expect(saysWhatItIs(folder)).toBe(true);
  });
  it.each(['sdk', 'scripts', 'tests', 'resources'])('%s says what it is', (folder) => {
    expect(saysWhatItIs(folder)).toBe(true);
  });
});

describe('pages', () => {
  const pages = pagesBelow('.');

  it.each(pages)('%s links to what exists', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
      .map((target) => target.split('#')[0] ?? '');
    const missing = targets.filter((target) => !existsSync(join(ROOT, dirname(page), decodeURIComponent(target))));
    expect(missing).toEqual([]);
  });

  it('are read', () => {
    expect(pages.map((page) => relative('.', page))).toContain('README.md');
  });
});

describe('.oxlintrc.json', () => {
  it('is what scripts/lint-config.mjs prints', () => {
    // Exits with 1, which throws, where it is not.
    execFileSync(process.execPath, [join(ROOT, 'scripts/lint-config.mjs'), '--check'], { cwd: ROOT, stdio: 'pipe' });
  });
});
