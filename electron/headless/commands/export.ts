/** `waymark export`: events, sessions or persons into a file. */
import { resolve } from 'node:path';
import { z } from 'zod';
import {
  type ExportAsked,
  type ExportFormat,
  exportFormatSchema,
  type ExportWhat,
} from '../../../shared/contract/export';
import { invalidRequest } from '../../../shared/contract/errors';
import { type Filter, filterSchema } from '../../../shared/model/filter';
import type { WorkspaceClient } from '../client';
import { EXIT, printJson, say, UsageError } from '../terminal';

export interface ExportOptions {
  readonly format: string;
  readonly out: string;
  readonly what: ExportWhat;
  /** A saved segment's id. */
  readonly segment?: string;
  /** A filter as JSON. */
  readonly filter?: string;
  /** ISO times. */
  readonly from?: string;
  readonly to?: string;
}

export async function exportTo(options: ExportOptions, open: () => Promise<WorkspaceClient>): Promise<number> {
  const asked = { what: options.what, format: readFormat(options.format), ...readWhich(options) };
  const client = await open();
  const cancel = new AbortController();
  const abort = (): void => cancel.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  try {
    const input: ExportAsked = { ...asked, file: await client.grant(resolve(options.out), 'write') };
    for await (const step of client.stream('export.run', input, cancel.signal)) {
      if (step.type === 'writing') {
        if (process.stderr.isTTY) process.stderr.write(`\r${(step.bytes / 1e6).toFixed(1)} MB written`);
        continue;
      }
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      const { rows, bytes } = step;
      printJson({ what: options.what, format: options.format, out: options.out, rows, bytes });
      return 0;
    }
    say('The export broke off; nothing was written.');
    return EXIT.failed;
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
    say('Cancelled. Nothing was written.');
    return EXIT.failed;
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
    await client.close();
  }
}

function readFormat(format: string): ExportFormat {
  const parsed = exportFormatSchema.safeParse(format);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `«${format}» is not a format that Waymark exports to yet. It exports to ${exportFormatSchema.options.join(', ')}.`,
  );
}

function readWhich({ filter, segment, from, to }: ExportOptions): Pick<ExportAsked, 'where' | 'from' | 'to'> {
  const filters: Filter[] = [];
  if (segment !== undefined) filters.push(checkFilter({ segment }, '--segment'));
  if (filter !== undefined) filters.push(checkFilter(parseJson(filter), '--filter'));
  const [first] = filters;
  const where = filters.length > 1 ? { all: filters } : first;
  return {
    ...(where === undefined ? {} : { where }),
    ...(from === undefined ? {} : { from: readTime(from, '--from') }),
    ...(to === undefined ? {} : { to: readTime(to, '--to') }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--filter is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function checkFilter(value: unknown, option: string): Filter {
  const filter = filterSchema.safeParse(value);
  if (filter.success) return filter.data;
  throw new UsageError(`${option} is not valid: ${invalidRequest(filter.error).message}`);
}

const isoSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

function readTime(text: string, option: string): number {
  if (isoSchema.safeParse(text).success) return Date.parse(text);
  throw new UsageError(`${option} is no time; write 2026-01-31 (in UTC) or 2026-01-31T10:00:00Z.`);
}
