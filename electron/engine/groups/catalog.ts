/** What there is to ask about groups: their types, their properties, values of these. */
import type { CommandOutput } from '../../../shared/contract/commands';
import { GROUP_KEY, GROUP_METRICS } from '../../../shared/model/group';
import { printPropertyPath } from '../../../shared/model/property-path';
import { printValue } from '../../../shared/sql/predicate';
import { sqlText } from '../../../shared/sql/quote';
import type { View } from '../sequences/view';
import { readRows } from '../store/read';
import type { GroupStore } from './group-store';
import type { GroupPath, GroupsAsked } from './group-values';
import { sqlPointerTo } from './telling';

/** Properties are counted on at most this many groups: names repeat. */
const SAMPLE = 200_000;

/** A property of the groups of a type, by how many have it. `types` are DuckDB's JSON type names of its values. */
interface Found {
  readonly type: string;
  readonly key: string;
  readonly count: number;
  readonly types: unknown;
}

/** The paths of groups: of each type the key, its groups' properties, and what happened in them. Counted in groups. */
export async function groupProperties(
  store: GroupStore,
  view: View,
  wordFor: (types: unknown) => CommandOutput<'catalog.properties'>[number]['type'],
): Promise<CommandOutput<'catalog.properties'>> {
  const types = await store.types(view);
  if (types.length === 0) return [];
  const found = await store.withTexts(view, async (connection): Promise<Found[]> => {
    const rows = await readRows(
      connection,
      `WITH sampled AS (SELECT type, properties FROM group_texts ORDER BY type, key LIMIT ${SAMPLE}),
         pairs AS (SELECT type, unnest(json_keys(properties)) AS name, properties FROM sampled)
       SELECT type, name, count(*) AS count, list_sort(list(DISTINCT json_type(properties, ${sqlPointerTo('name')}))) AS types
       FROM pairs GROUP BY type, name ORDER BY count DESC, name LIMIT 1000`,
    );
    return rows.map((row) => ({
      type: String(row['type']),
      key: String(row['name']),
      count: Number(row['count']),
      types: row['types'],
    }));
  });
  return types.flatMap(({ type, groups }) => [
    { property: printPropertyPath('group', [type, GROUP_KEY]), type: 'text' as const, count: groups },
    ...found
      .filter(({ type: of, key }) => of === type && !key.includes('\0') && !isHidden(key))
      .map(({ key, count, types: given }) => ({
        property: printPropertyPath('group', [type, key]),
        type: wordFor(given),
        count,
      })),
    ...Object.entries(GROUP_METRICS).map(([key, metric]) => ({
      property: printPropertyPath('group', [type, key]),
      type: metric.type === 'number' ? ('number' as const) : ('text' as const),
      count: 0,
    })),
  ]);
}

const isHidden = (key: string): boolean => key === GROUP_KEY || Object.hasOwn(GROUP_METRICS, key);

/** The values that most groups have, with how many do; `search` is part of their text in any case. */
export async function groupValues(
  store: GroupStore,
  { view, type, keys }: GroupsAsked,
  path: GroupPath,
  search: string,
  limit: number,
): Promise<CommandOutput<'catalog.values'>> {
  const { text } = printValue(path);
  const found = search === '' ? '' : `AND contains(lower(value), lower(${sqlText(search)}))`;
  const rows = await store.with(view, type, keys, ({ connection, table }) =>
    readRows(
      connection,
      `SELECT value, count(*) AS count FROM (SELECT ${text} AS value FROM ${table})
       WHERE value IS NOT NULL ${found} GROUP BY value ORDER BY count DESC, value LIMIT ${limit}`,
    ),
  );
  return rows.map((row) => ({ value: String(row['value']), count: Number(row['count']) }));
}
