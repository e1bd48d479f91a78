/** Rejects as they are stored, and how one is marked when its item became events after all. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RejectRow } from '../../../shared/contract/commands';
import type { RejectedRequest } from '../../../shared/model/rejected-request';
import { storableJson } from '../store/event-row';
import type { WriteColumn } from '../store/write-columns';

/** The columns of `rejects`, in their order; `requests` are those around them, where they are known. */
export function rejectColumns(
  rejects: readonly RejectRow[],
  requests: readonly (RejectedRequest | undefined)[],
): WriteColumn[] {
  const texts = (of: (reject: RejectRow, i: number) => string | null): WriteColumn => ({
    type: 'text',
    values: rejects.map(of),
  });
  const none = new Float64Array(rejects.length).fill(Number.NaN);
  return [
    { type: 'u32', values: Uint32Array.from(rejects, ({ id }) => id) },
    { type: 'i64', values: Float64Array.from(rejects, ({ receivedAt }) => receivedAt) },
    texts(({ source }) => source),
    texts(({ code }) => code),
    texts(({ message }) => message),
    texts(({ place }) => place),
    texts(({ raw }) => raw),
    // Of no import.
    { type: 'u32', values: new Uint32Array(rejects.length), missing: 0 },
    texts((_, i) => {
      const request = requests[i];
      return request === undefined ? null : storableJson(request);
    }),
    { type: 'i64', values: none, missing: Number.NaN },
    texts(() => null),
  ];
}

/** The first repair stands; the same again changes nothing. */
export async function markRepaired(
  connection: DuckDBConnection,
  id: number,
  eventIds: readonly string[],
): Promise<void> {
  await connection.run('UPDATE rejects SET repaired_at = $1, repaired_as = $2 WHERE id = $3 AND repaired_at IS NULL', [
    BigInt(Date.now()),
    storableJson(eventIds),
    id,
  ]);
}
