/** What commands say: results on standard output, everything else on standard error. */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { ImportProgress, ImportReport } from '../../shared/contract/commands';
import { fail } from '../../shared/contract/errors';

/** 0 is success; findings are what a check found wrong. */
export const EXIT = { findings: 1, usage: 2, failed: 3 } as const;

export const print = (line: string): void => void process.stdout.write(`${line}\n`);
export const say = (line: string): void => void process.stderr.write(`${line}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** Something that was typed wrong: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The JSON in a file, or on standard input for `-`. */
export async function readJsonArgument(path: string): Promise<unknown> {
  let content: string;
  try {
    content = path === '-' ? await text(process.stdin) : readFileSync(path, 'utf8');
  } catch (error) {
    return fail(
      'file_unreadable',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    const where = path === '-' ? 'Standard input' : path;
    throw new UsageError(`${where} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const BAR = 24;

/** Draws progress on a terminal; elsewhere says each phase once. Gives the report that ends the stream. */
export async function followImport(progress: AsyncIterable<ImportProgress>): Promise<ImportReport> {
  const live = process.stderr.isTTY;
  let phase = '';
  let report: ImportReport | undefined;
  for await (const step of progress) {
    if (step.type === 'done') {
      report = step.report;
      continue;
    }
    if (live) {
      const done = Math.round(step.share * BAR);
      const bar = '█'.repeat(done) + '░'.repeat(BAR - done);
      const speed = `${Math.round(step.rowsPerSecond).toLocaleString('en')} rows/s`;
      process.stderr.write(
        `\r\x1b[K${bar} ${String(Math.round(step.share * 100)).padStart(3)} %  ${step.phase}  ${step.rows.toLocaleString('en')} rows  ${speed}`,
      );
    } else if (step.phase !== phase) {
      say(`${step.phase} …`);
    }
    ({ phase } = step);
  }
  if (live) process.stderr.write('\r\x1b[K');
  return report ?? fail('internal', 'The import ended without a report. The log folder of the workspace says more.');
}
