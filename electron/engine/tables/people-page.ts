/** Insights of the kind `people`: a page of the people list, and what is true of all of it. */
import { ensure } from '../../../shared/base/assert';
import type { SqlCell, SqlType } from '../../../shared/insights/cells';
import { type PeopleResult, type PeopleSpec, TABLE_DEFAULT_ROWS } from '../../../shared/insights/tables/spec';
import { PERSON_COLUMNS, type PersonColumn } from '../../../shared/model/person';
import { pathOf, printValue } from '../../../shared/sql/predicate';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import type { PeopleParts } from '../profiles/parts';
import { summarisePeople, withPeople } from '../profiles/questions';
import type { View } from '../sequences/view';
import { readRows } from '../store/read';
import { throwIfTakenBack } from '../store/taken-back';
import { orderName, parseCursor, printCursor } from './cursor';
import { readMetrics } from './metrics';
import { printAfter, printDirection } from './sorted-page';
import { toTableCell, toTableType } from './table-cells';

const DEFAULT_COLUMNS: readonly PersonColumn[] = [
  'person',
  'name',
  'known',
  'events',
  'sessions',
  'activeDays',
  'firstSeen',
  'lastSeen',
];
const METRICS: readonly PersonColumn[] = ['events', 'sessions', 'activeDays', 'engagedSeconds', 'ids'];

export async function peoplePage(
  parts: PeopleParts,
  spec: PeopleSpec,
  signal: AbortSignal,
): Promise<{ readonly result: PeopleResult; readonly view: View }> {
  const { column = 'lastSeen', descending = true } = spec.orderBy ?? {};
  const by = orderName('people', column, descending);
  const cursor = parseCursor(spec.cursor, by);
  const limit = spec.limit ?? TABLE_DEFAULT_ROWS;
  const columns = (spec.columns ?? DEFAULT_COLUMNS).map(printColumn);
  const work: Parameters<typeof withPeople<{ result: PeopleResult; view: View }>>[2] = async (
    view,
    connection,
    which,
  ) => {
    const after =
      cursor === undefined
        ? ''
        : `${which === '' ? 'WHERE' : ' AND'} ${printAfter(sqlName(column), descending, cursor, `person > ${sqlText(cursor.id)}`)}`;
    const read = columns.map(({ sql }, index) => `${sql} AS ${sqlName(`c${index}`)}`);
    const found = await readRows(
      connection,
      `SELECT ${read.join(', ')}, ${sqlName(column)} AS value, person AS id FROM persons ${which}${after}
       ORDER BY ${sqlName(column)} ${printDirection(descending)}, persons.person LIMIT ${limit + 1}`,
    );
    throwIfTakenBack(signal);
    const { count, total, known } = await summarisePeople(view, connection, which);
    throwIfTakenBack(signal);
    const last = found.length > limit ? found[limit - 1] : undefined;
    const result: PeopleResult = {
      kind: 'people',
      columns: columns.map(({ name, type }) => ({ name, type })),
      rows: found
        .slice(0, limit)
        .map((row) => columns.map(({ kind }, index): SqlCell => toTableCell(row[`c${index}`] ?? null, kind))),
      total: count,
      ...(last === undefined
        ? {}
        : {
            nextCursor: printCursor({ by, value: ensure(last, 'last row')['value'] ?? null, id: String(last['id']) }),
          }),
      summary: { count, total, known, metrics: await readMetrics(connection, METRICS, `FROM persons ${which}`) },
    };
    return { result, view };
  };
  return withPeople(parts, spec, work, signal);
}

interface Printed {
  readonly name: string;
  readonly sql: string;
  readonly kind: 'text' | 'number' | 'time' | 'boolean';
  readonly type: SqlType;
}

/** A column of the list, or a property as text. */
function printColumn(name: string): Printed {
  if (isColumn(name)) {
    const kind = PERSON_COLUMNS[name];
    return { name, sql: sqlName(name), kind, type: toTableType(kind) };
  }
  return { name, sql: printValue(pathOf(name)).text, kind: 'text', type: 'text' };
}

const isColumn = (name: string): name is PersonColumn => Object.hasOwn(PERSON_COLUMNS, name);
