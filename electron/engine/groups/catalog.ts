/** What there is to ask about groups: their types, their properties, values of these. */
import type { CommandOutput } from '../../../shared/contract/commands';
import { GROUP_KEY, GROUP_METRICS } from '../../../shared/model/group';
import { printPropertyPath } from '../../../shared/model/property-path';
import { printValue } from '../../../shared/sql/predicate';
import { sqlText } from '../../../shared/sql/quote';
import type { View } from '../sequences/view';
import { type Listed, listProperties } from '../properties/listed-properties';
import { readRows } from '../store/read';
import type { GroupStore } from './group-store';
import type { GroupPath, GroupsAsked } from './group-values';

/** Properties are counted on at most this many groups of a type: names repeat. */
const SAMPLE = 200_000;
/** Of a type, those that most groups have. */
const MOST_PROPERTIES = 1_000;

/** The paths of groups: of each type the key, its groups' properties, and what happened in them. Counted in groups. */
export async function groupProperties(store: GroupStore, view: View): Promise<CommandOutput<'catalog.properties'>> {
  const types = await store.types(view);
  if (types.length === 0) return [];
  const listed = await store.withTexts(view, async (connection): Promise<Listed[][]> => {
    const found: Listed[][] = [];
    for (const { type } of types) {
      const some = `(SELECT properties FROM group_texts WHERE type = ${sqlText(type)} ORDER BY key LIMIT ${SAMPLE})`;
      found.push(await listProperties(connection, some, MOST_PROPERTIES));
    }
    return found;
  });
  return types.flatMap(({ type, groups }, place) => [
    { property: printPropertyPath('group', [type, GROUP_KEY]), type: 'text' as const, count: groups },
    ...(listed[place] ?? [])
      .filter(({ key }) => !isHidden(key))
      .map(({ key, ...rest }) => ({ property: printPropertyPath('group', [type, key]), ...rest })),
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
