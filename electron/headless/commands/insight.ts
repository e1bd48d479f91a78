/** `waymark query` and `waymark drill`: a spec's result, and the persons behind one of its counts. */
import { drillRefSchema } from '../../../shared/contract/commands';
import { invalidRequest } from '../../../shared/contract/errors';
import { insightSpecSchema } from '../../../shared/insights/specs';
import type { WorkspaceClient } from '../client';
import { toTable } from '../../../shared/insights/result-table';
import { printAligned, printCsv } from '../print-result';
import { print, printJson, readJsonArgument, say, UsageError } from '../terminal';

export const RESULT_FORMATS = ['json', 'table', 'csv'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];

/** `connect` is called only once the spec is known to be one. */
export async function query(
  path: string,
  format: ResultFormat,
  connect: () => Promise<WorkspaceClient>,
): Promise<void> {
  const spec = insightSpecSchema.safeParse(await readJsonArgument(path));
  if (!spec.success) throw new UsageError(`The spec is not valid: ${invalidRequest(spec.error).message}`);
  const client = await connect();
  try {
    const result = await client.call('insight.run', { spec: spec.data });
    if (format === 'json') {
      printJson(result);
      return;
    }
    print(format === 'csv' ? printCsv(toTable(result)) : printAligned(toTable(result)));
    const { sentence, warnings = [] } = result.meta;
    if (sentence !== undefined) say(sentence);
    for (const { message, path } of warnings) say(`Note: ${message}${path === undefined ? '' : ` (${path})`}`);
  } finally {
    await client.close();
  }
}

export interface DrillPage {
  readonly limit: number;
  readonly cursor?: string;
}

export async function drill(path: string, page: DrillPage, connect: () => Promise<WorkspaceClient>): Promise<void> {
  const ref = drillRefSchema.safeParse(await readJsonArgument(path));
  if (!ref.success) throw new UsageError(`The reference is not valid: ${invalidRequest(ref.error).message}`);
  const client = await connect();
  try {
    printJson(await client.call('insight.drill', { ...ref.data, ...page }));
  } finally {
    await client.close();
  }
}
