/** Group events in SQL: of which groups they tell, and what. */
import { GROUP_EVENT, groupOperation } from '../../../shared/model/group';
import { PROPERTY_OPERATIONS, type PropertyOperation } from '../../../shared/model/person';
import { sqlPointer } from '../../../shared/sql/quote';

/** A JSON pointer to the key in a column. */
export const sqlPointerTo = (column: string): string => `'/' || replace(replace(${column}, '~', '~0'), '/', '~1')`;

/** The groups that each row of `source` names in its column `groups`, as `type` and `key` beside all other columns. */
export const sqlNamed = (source: string): string =>
  `SELECT * EXCLUDE groups, json_extract_string(groups, ${sqlPointerTo('type')}) AS key
   FROM (SELECT *, unnest(json_keys(groups)) AS type FROM (${source}))`;

const pointers = (operations: readonly PropertyOperation[]): string[] =>
  operations.map((operation) => sqlPointer([groupOperation(operation)]));

/** What is set last holds, whatever came before; all else needs to know what there was. */
const OTHERS = pointers(PROPERTY_OPERATIONS.filter((operation) => operation !== '$set')).map(
  (pointer) => `json_extract(properties, ${pointer})`,
);

/**
 * A row per group that a group event tells of, of the events that `where` keeps: type, key, timestamp, event_id; `given`,
 * what it sets; `operations`, all it does, as a list in the order of PROPERTY_OPERATIONS; `more`, whether that is more than
 * setting.
 */
export function sqlTelling(where: string): string {
  const text = (key: string): string => `json_extract_string(properties, ${sqlPointer([key])})`;
  return sqlNamed(
    `SELECT timestamp, event_id, given, operations, more,
       CASE WHEN own_type IS NOT NULL AND own_key IS NOT NULL THEN json_object(own_type, own_key) ELSE groups END AS groups
     FROM (
       SELECT timestamp, event_id, groups, json_extract(properties, ${sqlPointer([GROUP_EVENT.set])}) AS given,
         to_json(json_extract(properties, [${pointers(PROPERTY_OPERATIONS).join(', ')}]))::VARCHAR AS operations,
         coalesce(${OTHERS.join(', ')}) IS NOT NULL AS more,
         ${text(GROUP_EVENT.type)} AS own_type, ${text(GROUP_EVENT.key)} AS own_key
       FROM events WHERE ${where} AND kind = 'group')
     WHERE json_type(given) = 'OBJECT' OR more`,
  );
}
