/** What is told of properties, against a count of the same objects one by one. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listed, listProperties } from '../../../electron/engine/properties/listed-properties';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run('CREATE TABLE objects (properties JSON)');
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

async function listed(objects: readonly object[], limit = 100): Promise<Listed[]> {
  await connection.run('DELETE FROM objects');
  for (const each of objects) await connection.run('INSERT INTO objects VALUES ($1::JSON)', [JSON.stringify(each)]);
  return listProperties(connection, 'objects', limit);
}

const WORDS: Readonly<Record<string, Listed['type']>> = { string: 'text', number: 'number', boolean: 'boolean' };

/** One by one. */
function countedTwice(objects: readonly object[]): Listed[] {
  const found = new Map<string, { count: number; types: Set<Listed['type']> }>();
  for (const [key, value] of objects.flatMap((each) => Object.entries(each) as [string, unknown][])) {
    if (key.includes('\0')) continue;
    const known = found.get(key) ?? { count: 0, types: new Set() };
    known.count++;
    if (value !== null) known.types.add(WORDS[typeof value] ?? 'mixed');
    found.set(key, known);
  }
  return Array.from(
    found,
    ([
      key,
      {
        count,
        types: [type = 'mixed', ...more],
      },
    ]) => ({
      key,
      count,
      type: more.length > 0 ? ('mixed' as const) : type,
    }),
  );
}

const byKey = (rows: readonly Listed[]): Listed[] =>
  [...rows].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

describe('properties of JSON objects', () => {
  it('have the type of all their values, but for those that are null', async () => {
    const rows = await listed([
      { text: 'a "b', number: -1.5e300, yes: true, list: [1], none: null, both: 1, 'a/b~c.d': 1, '': 'empty' },
      { text: '', number: 3, yes: false, list: [], none: null, both: '1', deep: { text: 1 } },
      { text: null, number: null },
      {},
    ]);
    expect(rows.slice(0, 2).map(({ key, count }) => [key, count])).toEqual([
      ['number', 3],
      ['text', 3],
    ]);
    expect(Object.fromEntries(rows.map(({ key, type }) => [key, type]))).toEqual({
      text: 'text',
      number: 'number',
      yes: 'boolean',
      list: 'mixed',
      none: 'mixed',
      both: 'mixed',
      deep: 'mixed',
      'a/b~c.d': 'number',
      '': 'text',
    });
  });

  it('are those that most objects have, where there are more than are wanted', async () => {
    expect(await listed([{ a: 1, b: 1, c: 1 }, { b: 1, c: 1 }, { c: 1 }], 2)).toEqual([
      { key: 'c', type: 'number', count: 3 },
      { key: 'b', type: 'number', count: 2 },
    ]);
  });

  it('are told as if they were counted one by one', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.jsonValue(),
    );
    const objects = fc.array(fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string()), value), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(objects, async (some) => {
        // As it is read back: a key that is named twice, or __proto__, is not told twice.
        const plain = some.map((each) => JSON.parse(JSON.stringify(each)) as object);
        expect(byKey(await listed(plain))).toEqual(byKey(countedTwice(plain)));
      }),
      { numRuns: 60 },
    );
  });
});
