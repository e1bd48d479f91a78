/** Rejects as rows: how they are stored, and how one is marked when its item became events after all. */
import { type DuckDBConnection, type DuckDBValue, BIGINT, UINTEGER, VARCHAR } from '@duckdb/node-api';
import type { RejectRow } from '../../../shared/contract/commands';
import type { CanonicalEvent } from '../../../shared/model/event';
import type { RejectedRequest } from '../../../shared/model/rejected-request';
import { storableJson } from '../store/event-row';

/** Of the columns of `rejects`, in their order. */
export const REJECT_TYPES = [
  UINTEGER,
  BIGINT,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  UINTEGER,
  VARCHAR,
  BIGINT,
  VARCHAR,
];

export const rejectRow = (reject: RejectRow, request: RejectedRequest | undefined): DuckDBValue[] => [
  reject.id,
  BigInt(reject.receivedAt),
  reject.source,
  reject.code,
  reject.message,
  reject.place,
  reject.raw,
  null,
  request === undefined ? null : storableJson(request),
  null,
  null,
];

/** The first repair stands; the same again, by an engine that took over, changes nothing. */
export async function markRepaired(
  connection: DuckDBConnection,
  id: number,
  events: readonly CanonicalEvent[],
): Promise<void> {
  await connection.run('UPDATE rejects SET repaired_at = $1, repaired_as = $2 WHERE id = $3 AND repaired_at IS NULL', [
    BigInt(Date.now()),
    storableJson(events.map(({ event_id }) => event_id)),
    id,
  ]);
}
