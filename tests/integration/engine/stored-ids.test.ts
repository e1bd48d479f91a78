/** The set of stored ids made of what the database holds: at once, or a little at a time. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { EventIdIndex } from '../../../electron/engine/ingest/event-id-index';

it('takes in what is stored, however many at a time, in the same room', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    // Some were removed since.
    await connection.run(
      'CREATE TABLE events AS SELECT range::UINTEGER AS eid, hash(range) AS event_hash FROM range(200000) WHERE range NOT BETWEEN 500 AND 900',
    );
    const atOnce = new EventIdIndex();
    expect(await atOnce.catchUp(connection, 200_000)).toBe(true);
    const stepwise = new EventIdIndex();
    let steps = 1;
    while (!(await stepwise.catchUp(connection, 200_000, 30_000))) steps += 1;
    expect(steps).toBe(7);
    expect(await stepwise.catchUp(connection, 200_000, 30_000)).toBe(true);
    expect(stepwise.bytes).toBe(atOnce.bytes);
    const stored = await connection.runAndReadAll(
      'SELECT (event_hash >> 32)::UINTEGER, (event_hash & 4294967295)::UINTEGER FROM events',
    );
    const missing = stored.getRows().filter(([high, low]) => !stepwise.has(Number(high), Number(low)));
    expect(missing).toEqual([]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
