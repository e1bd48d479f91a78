/** Which properties JSON objects have, how many have each, and what its values are: told in one pass over them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandOutput } from '../../../shared/contract/commands';
import { readRows } from '../store/read';

export type PropertyType = CommandOutput<'catalog.properties'>[number]['type'];

export interface Listed {
  readonly key: string;
  readonly type: PropertyType;
  /** How many of the objects have it. */
  readonly count: number;
}

/**
 * The keys of the objects `properties` in `source`, those that most have first, at most `limit`; not those that no path
 * can name. Each object is taken apart twice, however many keys it has: once for them and once for their values.
 */
export async function listProperties(connection: DuckDBConnection, source: string, limit: number): Promise<Listed[]> {
  const rows = await readRows(
    connection,
    `SELECT key, count(*) AS count, string_agg(DISTINCT begins, '') AS begins FROM (
       SELECT unnest(json_keys(properties)) AS key,
         unnest(list_transform(json_extract(properties, '$.*'), lambda value: left(value::VARCHAR, 1))) AS begins
       FROM ${source})
     WHERE NOT contains(key, chr(0)) GROUP BY key ORDER BY count DESC, key LIMIT ${limit}`,
  );
  return rows.map(({ key, count, begins }) => ({
    key: String(key),
    type: typeOf(typeof begins === 'string' ? begins : ''),
    count: Number(count),
  }));
}

/** By the first letters of values as JSON; a value that is null tells nothing. */
function typeOf(begins: string): PropertyType {
  const types = new Set(
    Array.from(begins)
      .filter((begin) => begin !== 'n')
      .map((begin) => TYPES[begin] ?? 'number'),
  );
  const [only] = types;
  return types.size === 1 && only !== undefined ? only : 'mixed';
}

/** All others begin numbers. */
const TYPES: Readonly<Record<string, PropertyType>> = {
  '"': 'text',
  t: 'boolean',
  f: 'boolean',
  '{': 'mixed',
  '[': 'mixed',
};
