/** Whoever asks for codes of what persons have hears how many different values there are before they are held. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProfileStore } from '../../../electron/engine/profiles/profile-store';
import { personCodes } from '../../../electron/engine/query/person-values';
import type { Texts } from '../../../electron/engine/query/refuse-texts';
import type { View } from '../../../electron/engine/sequences/view';
import { pathOf } from '../../../shared/sql/predicate';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run(`CREATE TABLE persons AS SELECT 0::UINTEGER AS slot, '{"bio":"now"}'::JSON AS properties`);
  await connection.run(`CREATE TABLE person_changes AS SELECT eid::UINTEGER AS eid, 0::UINTEGER AS slot,
    ('{"bio":"text ' || eid // 2 || '"}')::JSON AS changes FROM range(6) AS rows(eid)`);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

describe('values of persons', () => {
  it.each<[string, Texts]>([
    ['person_at_event.bio', { count: 3, bytes: 18 }],
    ['person.bio', { count: 1, bytes: 3 }],
  ])('that are too many are refused before they are held: %s', async (property, expected) => {
    const slots = new Uint32Array(1);
    const profiles = {
      with: <T>(_view: View, work: (tables: { connection: DuckDBConnection; slots: Uint32Array }) => Promise<T>) =>
        work({ connection, slots }),
    } as unknown as ProfileStore;
    const measured: Texts[] = [];
    const refuse = (texts: Texts): void => {
      measured.push(texts);
      throw new Error('too many');
    };
    const room = (): never => {
      throw new Error('nothing is to be held');
    };
    const asked = personCodes(profiles, {} as View, pathOf(property), [], { room, refuse });
    await expect(asked).rejects.toThrow('too many');
    expect(measured).toEqual([expected]);
    const left = await connection.runAndReadAll(
      `SELECT table_name FROM duckdb_tables() WHERE table_name IN ('values_of', 'codes_of')`,
    );
    expect(left.getRows()).toEqual([]);
  });
});
