/** `waymark export`: events, sessions, persons, groups, a recording or the table of an insight into a file. */
import { resolve } from 'node:path';
import { z } from 'zod';
import {
  type ExportAsked,
  type ExportFormat,
  exportFormatSchema,
  type ExportWhat,
} from '../../../shared/contract/export';
import { invalidRequest } from '../../../shared/contract/errors';
import { type InsightSpec, insightSpecSchema } from '../../../shared/insights/specs';
import { type Filter, filterSchema } from '../../../shared/model/filter';
import type { WorkspaceClient } from '../client';
import { EXIT, printJson, readJsonArgument, say, UsageError } from '../terminal';

export interface ExportOptions {
  readonly format: string;
  readonly out: string;
  readonly what?: ExportWhat;
  /** A file with an insight's spec, or the spec itself as JSON. */
  readonly spec?: string;
  /** A type of groups. */
  readonly group?: string;
  /** A recording as `SOURCE/ID`. */
  readonly recording?: string;
  /** Names with commas between them. */
  readonly columns?: string;
  /** A saved segment's id. */
  readonly segment?: string;
  /** A filter as JSON. */
  readonly filter?: string;
  /** ISO times. */
  readonly from?: string;
  readonly to?: string;
}

export async function exportTo(options: ExportOptions, open: () => Promise<WorkspaceClient>): Promise<number> {
  const what = whatOf(options);
  const asked = { what, format: readFormat(options.format), ...readWhich(options), ...(await readRest(options)) };
  const client = await open();
  const cancel = new AbortController();
  const abort = (): void => cancel.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  try {
    const input: ExportAsked = { ...asked, file: await client.grant(resolve(options.out), 'write') };
    for await (const step of client.stream('export.run', input, cancel.signal)) {
      if (step.type === 'writing') {
        if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${progressWords(step)}`);
        continue;
      }
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      const { rows, bytes } = step;
      printJson({ what, format: options.format, out: options.out, rows, bytes });
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

const progressWords = ({ bytes, rows }: { readonly bytes: number; readonly rows?: number | undefined }): string =>
  `${rows === undefined ? '' : `${rows.toLocaleString('en')} rows, `}${(bytes / 1e6).toFixed(1)} MB written`;

/** What can only mean one thing need not be said twice. */
function whatOf({ what, spec, group, recording }: ExportOptions): ExportWhat {
  if (what !== undefined) return what;
  if (spec !== undefined) return 'result';
  if (group !== undefined) return 'groups';
  return recording === undefined ? 'events' : 'recording';
}

async function readRest({
  spec,
  group,
  recording,
  columns,
}: ExportOptions): Promise<Pick<ExportAsked, 'spec' | 'group' | 'recording' | 'columns'>> {
  const [, source, id] = /^([^/]+)\/(.+)$/.exec(recording ?? '') ?? [];
  if (recording !== undefined && (source === undefined || id === undefined)) {
    throw new UsageError('--recording names a recording as SOURCE/ID, such as posthog/0190-….');
  }
  return {
    ...(spec === undefined ? {} : { spec: await readSpec(spec) }),
    ...(group === undefined ? {} : { group }),
    ...(source === undefined || id === undefined ? {} : { recording: { source, recording: id } }),
    ...(columns === undefined ? {} : { columns: columns.split(',').map((name) => name.trim()) }),
  };
}

async function readSpec(given: string): Promise<InsightSpec> {
  const value = given.trimStart().startsWith('{') ? parseJson(given, '--spec') : await readJsonArgument(given);
  const spec = insightSpecSchema.safeParse(value);
  if (spec.success) return spec.data;
  throw new UsageError(`The spec is not valid: ${invalidRequest(spec.error).message}`);
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
  if (filter !== undefined) filters.push(checkFilter(parseJson(filter, '--filter'), '--filter'));
  const [first] = filters;
  const where = filters.length > 1 ? { all: filters } : first;
  return {
    ...(where === undefined ? {} : { where }),
    ...(from === undefined ? {} : { from: readTime(from, '--from') }),
    ...(to === undefined ? {} : { to: readTime(to, '--to') }),
  };
}

function parseJson(text: string, option: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${option} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
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
