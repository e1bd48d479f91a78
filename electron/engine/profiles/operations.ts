/** Property operations of some events, read from the store. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Json } from '../../../shared/model/json';
import { PROPERTY_OPERATIONS, type PropertyOperation } from '../../../shared/model/person';
import type { Operations } from '../../../shared/profiles/replay';
import { TRAIT_OPERATIONS } from '../../../shared/sessions/stitch';
import { sqlPointer } from '../../../shared/sql/quote';
import type { View } from '../sequences/view';

/** A JSON list of what an event gives each operation, in the order of PROPERTY_OPERATIONS; null where it has none. */
export const SQL_OPERATIONS = `to_json(json_extract(properties, [${PROPERTY_OPERATIONS.map((op) => sqlPointer([op])).join(', ')}]))::VARCHAR`;

export function parseOperations(text: string): Operations {
  const given = JSON.parse(text) as readonly Json[];
  const operations: { [Op in PropertyOperation]?: Json } = {};
  for (let i = 0; i < PROPERTY_OPERATIONS.length; i++) {
    const argument = given[i];
    if (argument !== undefined && argument !== null) operations[PROPERTY_OPERATIONS[i] as PropertyOperation] = argument;
  }
  return operations;
}

/** Positions of a person's events that carry operations, in event order, added to `into`; not of the first `skip` events. */
export function operationPositions(
  { sequences }: View,
  person: number,
  into: { push(position: number): unknown },
  skip = 0,
): void {
  const from = (sequences.offsets[person] as number) + skip;
  const traits = sequences.read('traits', from, Math.max(from, sequences.offsets[person + 1] as number));
  for (let i = 0; i < traits.length; i++) if (((traits[i] as number) & TRAIT_OPERATIONS) !== 0) into.push(from + i);
}

/** As many events as one list in a query should name. */
const EVENTS_PER_QUERY = 10_000;

/** Operations of events by eid. For the events of one person. */
export async function readOperations(
  connection: DuckDBConnection,
  eids: readonly number[],
): Promise<ReadonlyMap<number, Operations>> {
  const operations = new Map<number, Operations>();
  for (let from = 0; from < eids.length; from += EVENTS_PER_QUERY) {
    const part = eids.slice(from, from + EVENTS_PER_QUERY);
    const reader = await connection.runAndReadAll(
      `SELECT eid, ${SQL_OPERATIONS} FROM events WHERE eid IN (${part.join(', ')})`,
    );
    const [found = [], texts = []] = reader.getColumns();
    for (const [i, eid] of found.entries()) operations.set(Number(eid), parseOperations(String(texts[i])));
  }
  return operations;
}
