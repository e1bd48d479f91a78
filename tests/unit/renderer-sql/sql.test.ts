/** The pure parts of the SQL view: parameters, completion, charts, the order of rows, what was kept of the history. */
import { describe, expect, it } from 'vitest';
import { drawSql, guessChart, MOST_PLACES } from '../../../renderer/features/sql/chart-model';
import {
  type Catalog,
  endsLine,
  offersAt,
  printProperty,
  propertyKeys,
} from '../../../renderer/features/sql/completion';
import { draftToSpec, EMPTY, paramsOf, readParam, specToDraft } from '../../../renderer/features/sql/draft';
import { readHistory } from '../../../renderer/features/sql/history';
import { sortedRows } from '../../../renderer/features/sql/sort-rows';
import { type SqlResult, sqlSpecSchema } from '../../../shared/insights/sql/spec';

describe('Enter', () => {
  it.each([
    ['SELECT count(*) AS n', 'NATURAL', true],
    ['SELECT * FROM events', 'events', true],
    ['SELECT * FROM event', 'events', false],
    ['SELECT ', undefined, false],
    ["SELECT * FROM events WHERE event = 'paid", 'paid', false],
  ])('after %j, where %j is offered, begins a new line: %j', (before, offered, ends) => {
    expect(endsLine(before, offered)).toBe(ends);
  });
});

describe('parameters', () => {
  it.each([
    ['SELECT $a, $b_2, $a', ['a', 'b_2']],
    ['SELECT \'$no\', "$no", $yes', ['yes']],
    ["SELECT 'it''s $no' || $yes", ['yes']],
    ['-- $no\nSELECT $yes /* $no\n $no */', ['yes']],
    ['SELECT $$ $no $$, $q$ $no $q$, $yes', ['yes']],
    ['SELECT $1', []],
  ])('are found in %s', (sql, names) => {
    expect(paramsOf(sql)).toEqual(names);
  });

  it.each([
    ['5', 5],
    ['-2.5', -2.5],
    ['007', '007'],
    ['1e3', '1e3'],
    ['', ''],
    ['true', true],
    ['True', 'True'],
  ])('of the text %j are %j', (text, value) => {
    expect(readParam(text)).toBe(value);
  });

  it('make a spec, and come back from it', () => {
    const draft = { sql: 'SELECT $n', params: { n: '5', gone: 'x' }, limit: 100 };
    const spec = draftToSpec(draft);
    expect(sqlSpecSchema.parse(spec)).toEqual({ kind: 'sql', sql: 'SELECT $n', params: { n: 5 }, limit: 100 });
    expect(specToDraft(spec)).toEqual({ sql: 'SELECT $n', params: { n: '5' }, limit: 100 });
    expect(draftToSpec({ ...EMPTY, sql: 'SELECT 1' })).toEqual({ kind: 'sql', sql: 'SELECT 1' });
  });
});

describe('completion', () => {
  const catalog: Catalog = {
    events: [{ event: "it's paid", count: 1_200 }],
    properties: [{ key: 'plan', count: 3 }],
  };
  const offered = (before: string): unknown => {
    const offers = offersAt(before, catalog);
    return offers && [offers.from, offers.options[0]?.apply, offers.closing];
  };

  it.each([
    ["SELECT 1 FROM events WHERE event = 'pa", 36, "it''s paid", "'"],
    ["WHERE event IN ('a', 'it''s', '", 31, "it''s paid", "'"],
    ["WHERE event NOT ILIKE '", 23, "it''s paid", "'"],
    ["SELECT properties->>'", 21, 'plan', "'"],
    ["SELECT properties -> 'pl", 22, 'plan', "'"],
    ['SELECT properties.pl', 7, "properties->>'plan'", undefined],
  ])('in %s', (before, from, apply, closing) => {
    expect(offered(before)).toEqual([from, apply, closing]);
  });

  it.each(['SELECT ev', "WHERE kind = '", "WHERE event = 'a' AND page = '", 'SELECT groups.'])(
    'says nothing in %s',
    (before) => {
      expect(offered(before)).toBeUndefined();
    },
  );

  it('knows the keys at the top of event properties', () => {
    const paths = ['properties.plan', 'properties["a.b"]', 'properties.cart.total', 'person.plan', 'event'];
    expect(propertyKeys(paths.map((property) => ({ property, count: 1 }))).map(({ key }) => key)).toEqual([
      'plan',
      'a.b',
    ]);
    expect(printProperty("o'k")).toBe("properties->>'o''k'");
  });
});

const result = (columns: string, rows: SqlResult['rows']): SqlResult => ({
  kind: 'sql',
  columns: columns.split(', ').map((each) => {
    const [name = '', type = ''] = each.split(' ');
    return { name, type: type as 'text' };
  }),
  rows,
  rowCount: rows.length,
});

describe('a chart', () => {
  it('goes along the time, with every number upwards', () => {
    const days = result('n integer, day timestamp, share number', [
      [1, '2026-03-01T00:00:00.000Z', 0.5],
      [2, '2026-03-02T00:00:00.000Z', null],
    ]);
    const choice = guessChart(days);
    expect(choice).toEqual({ x: 1, y: [0, 2], split: undefined });
    if (choice === undefined) return;
    const { drawing, leftOut } = drawSql(days, choice, 'line');
    expect(drawing.hover.titles).toEqual(['2026-03-01', '2026-03-02']);
    expect(drawing.hover.series.map(({ name, values }) => [name, values])).toEqual([
      ['n', [1, 2]],
      ['share', [0.5, null]],
    ]);
    expect(leftOut).toBeUndefined();
  });

  it('parts rows of one place by the column that tells them apart', () => {
    const long = result('day date, event text, n integer', [
      ['2026-03-01', 'a', 1],
      ['2026-03-01', 'b', 2],
      ['2026-03-02', 'b', 3],
    ]);
    const choice = guessChart(long);
    expect(choice).toEqual({ x: 0, y: [2], split: 1 });
    if (choice === undefined) return;
    const { series } = drawSql(long, choice, 'bar').drawing.hover;
    expect(series.map(({ name, values }) => [name, values])).toEqual([
      ['a', [1, null]],
      ['b', [2, 3]],
    ]);
  });

  it('says what it leaves out, and draws nothing of what holds no number', () => {
    const many = result(
      'i integer, n integer',
      Array.from({ length: MOST_PLACES + 5 }, (_, i) => [i, 1]),
    );
    expect(drawSql(many, { x: 0, y: [1], split: undefined }, 'bar').leftOut).toBe('Not drawn: 5 more places.');
    expect(guessChart(result('a text, b text', [['x', 'y']]))).toBeUndefined();
    expect(guessChart(result('a text, n integer', []))).toBeUndefined();
  });
});

describe('the order of rows', () => {
  const order = (values: (string | number | boolean | null)[], descending: boolean): unknown[] =>
    Array.from(
      sortedRows(
        values.map((value) => [value]),
        0,
        descending,
      ),
      (index) => values[index],
    );

  it('is by size, with what is empty last both ways', () => {
    expect(order([3, null, 1, 2], false)).toEqual([1, 2, 3, null]);
    expect(order([3, null, 1, 2], true)).toEqual([3, 2, 1, null]);
    expect(order(['b', 'a10', 'a9'], false)).toEqual(['a9', 'a10', 'b']);
    expect(order([true, false], false)).toEqual([false, true]);
  });

  it('puts whole numbers that are texts among the numbers, and keeps equal rows', () => {
    expect(order(['9007199254740993', 5, 'NaN'], false)).toEqual([5, '9007199254740993', 'NaN']);
    expect([...sortedRows([[1], [1], [0]], 0, true)]).toEqual([0, 1, 2]);
  });
});

describe('the history', () => {
  it('takes back what it kept and nothing else', () => {
    const past = [
      { sql: 'SELECT 1', at: 5, rows: 1 },
      { sql: 'SELECT x', at: 4 },
    ];
    expect(readHistory(JSON.stringify(past))).toEqual(past);
    expect(readHistory('[{"sql":1,"at":2},{"sql":"ok","at":"x"},7]')).toEqual([]);
    for (const text of [undefined, '', '{', '{}', 'null']) expect(readHistory(text)).toEqual([]);
  });
});
