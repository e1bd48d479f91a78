/**
 * Files that others made, where they lie beside the checkout (`../shared/data`): each into a workspace of its own as anybody
 * would import it, and what became of its rows as a table.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { AppFailure } from '../../shared/contract/errors';
import { neverAborted, openTestEngine } from './test-engine';

export const REAL_DATA = join(import.meta.dirname, '../../../shared/data');

export interface RealFile {
  /** Within the folder. */
  readonly file: string;
  /** The vendor's export, or the format of a generic file. */
  readonly readAs: string;
  readonly rows: number;
  readonly events: number;
  readonly rejects: number;
  /** Why it is no file of events: a sentence. */
  readonly refused?: string;
}

const KNOWN = /\.(?:csv|tsv|jsonl?|parquet|arrow|har|gz|zst|zip)$/;

/** Their paths in the folder, in order; none where it is not there. */
export async function realFiles(): Promise<string[]> {
  if (!existsSync(REAL_DATA)) return [];
  const entries = await readdir(REAL_DATA, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && KNOWN.test(entry.name))
    .map((entry) => relative(REAL_DATA, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('peers'))
    .sort();
}

export async function importRealFile(file: string): Promise<RealFile> {
  const test = await openTestEngine();
  try {
    const path = join(REAL_DATA, file);
    test.engine.grant({ token: file, path, name: basename(path) });
    const guess = await test.engine.json['import.guess']({ file, format: 'auto' }, neverAborted());
    const readAs = guess.vendor?.title ?? guess.format;
    try {
      const { rows, imported: events, rejected: rejects } = await test.importPath(path);
      return { file, readAs, rows, events, rejects };
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      return { file, readAs, rows: 0, events: 0, rejects: 0, refused: error.message };
    }
  } finally {
    await test.close();
  }
}

/** As the documentation has it. */
export const tableOf = (files: readonly RealFile[]): string =>
  [
    '| file | read as | rows in | events out | rejects |',
    '| --- | --- | --- | --- | --- |',
    ...files.map(({ file, readAs, rows, events, rejects, refused }) =>
      refused === undefined
        ? `| ${file} | ${readAs} | ${rows} | ${events} | ${rejects} |`
        : `| ${file} | ${readAs} | – | – | ${/^[^:]*: (.*?)[.](?: |$)/.exec(refused)?.[1] ?? refused} |`,
    ),
  ].join('\n');
