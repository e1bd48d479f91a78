/**
 * One question in three languages each. Ours is a spec; the other two are the best SQL we can write over a table `e`
 * with a row per event (person, ts in UTC ms, name, session and a typed column per property), ordered by person and
 * time. Where ClickHouse has a function made for the question, it is used.
 */
import type { InsightResult, InsightSpec } from '../../../shared/insights/specs';
import type { Range } from '../../../shared/model/range';
import { START, WEEK_MS, WEEKS } from './data';

export type Answer = readonly (readonly (string | number)[])[];

export interface Question {
  readonly title: string;
  /** What it is about, in bytes of an event: the columns of the sequence store (shared/model/sequences.ts) and codes. */
  readonly bytesPerEvent: number;
  /** `range` holds all events; another each time, so that no kept answer is handed out. Undefined: sessions from scratch. */
  readonly spec?: (range: Range) => InsightSpec;
  readonly read?: (result: InsightResult) => Answer;
  readonly clickhouse: string;
  readonly duckdb: string;
}

/** Bytes of an event's columns; a property's values are codes of a byte in the ones asked about here. */
const [TIME, NAME, SESSION, PROPERTY] = [8, 4, 4, 1];

const DAY_MS = 86_400_000;
const WINDOW_MS = 7 * DAY_MS;
const window = { value: 7, unit: 'day' } as const;
const event = (n: number): { event: string } => ({ event: `event ${n}` });

type Of<Kind extends InsightResult['kind']> = Extract<InsightResult, { kind: Kind }>;
function as<Kind extends InsightResult['kind']>(kind: Kind, result: InsightResult): Of<Kind> {
  if (result.kind !== kind) throw new Error(`${kind} was asked for`);
  return result as Of<Kind>;
}

const weekOf = (ts: string): number => Math.floor((Date.parse(ts) - START) / WEEK_MS);
const dayOf = (ts: string): number => Math.floor((Date.parse(ts) - START) / DAY_MS);

/** Persons by greatest level, to persons who reached each step. */
const reached = (levels: string, by = ''): string =>
  [1, 2, 3, 4]
    .map(
      (k) =>
        `SELECT ${by === '' ? '' : `${by}, `}${k} AS step, count(*) AS persons FROM ${levels} WHERE level >= ${k}${by === '' ? '' : ` GROUP BY ${by}`}`,
    )
    .join(' UNION ALL ');

/** The deepest chain by carrying, for each step, the latest start from which it was reached in time. */
function chainSql(conditions: readonly string[], more: string, by: string): string {
  const over = 'OVER (PARTITION BY person ORDER BY ts)';
  const [first = '', ...rest] = conditions;
  const begun = `SELECT *, max(CASE WHEN ${first} THEN ts END) ${over} AS s1 FROM e WHERE ${more}`;
  const carried = rest.reduce(
    (inner, condition, index) =>
      `SELECT *, max(CASE WHEN ${condition} AND ts - s${index + 1} <= ${WINDOW_MS} THEN s${index + 1} END) ${over} AS s${index + 2} FROM (${inner})`,
    begun,
  );
  const level = `max(CASE WHEN s4 IS NOT NULL THEN 4 WHEN s3 IS NOT NULL THEN 3 WHEN s2 IS NOT NULL THEN 2 WHEN s1 IS NOT NULL THEN 1 ELSE 0 END)`;
  return `SELECT person, ${by === '' ? '' : `any_value(${by}) AS ${by}, `}${level} AS level FROM (${carried}) GROUP BY person`;
}

const STEPS = [3, 6, 8, 10];
const names = (codes: readonly number[]): string => codes.map((n) => `'event ${n}'`).join(', ');
const isNamed = (n: number): string => `name = 'event ${n}'`;
const onFirefox = (n: number): string => `name = 'event ${n}' AND browser = 'browser-0'`;

const strictSql = (lead: (n: number, column: string) => string): string =>
  `SELECT person, max(CASE WHEN name <> 'event 0' THEN 0 WHEN n1 <> 'event 1' OR t1 - ts > ${WINDOW_MS} THEN 1
      WHEN n2 <> 'event 2' OR t2 - ts > ${WINDOW_MS} THEN 2 WHEN n3 <> 'event 3' OR t3 - ts > ${WINDOW_MS} THEN 3 ELSE 4 END) AS level
    FROM (SELECT person, ts, name, ${[1, 2, 3].map((n) => `${lead(n, 'name')} AS n${n}, ${lead(n, 'ts')} AS t${n}`).join(', ')} FROM e) GROUP BY person`;

const week = `intDiv(ts - ${START}, ${WEEK_MS})`;
const duckWeek = `((ts - ${START}) // ${WEEK_MS})`;

const funnelRead = (result: InsightResult): Answer =>
  as('funnel', result).steps.map(({ count }, index) => [index + 1, count]);

export const QUESTIONS: readonly Question[] = [
  {
    title: 'funnel of 4 steps',
    bytesPerEvent: NAME + TIME,
    spec: (range) => ({ kind: 'funnel', range, window, steps: STEPS.map(event) }),
    read: funnelRead,
    clickhouse: `WITH l AS (SELECT person, windowFunnel(${WINDOW_MS})(ts, ${STEPS.map(isNamed).join(', ')}) AS level FROM e WHERE name IN (${names(STEPS)}) GROUP BY person) ${reached('l')}`,
    duckdb: `WITH l AS MATERIALIZED (${chainSql(STEPS.map(isNamed), `name IN (${names(STEPS)})`, '')}) ${reached('l')}`,
  },
  {
    title: 'funnel, a filter per step, by plan',
    bytesPerEvent: NAME + TIME + 2 * PROPERTY,
    spec: (range) => ({
      kind: 'funnel',
      range,
      window,
      steps: STEPS.map((n) => ({
        ...event(n),
        where: { property: 'properties.browser', op: 'eq' as const, value: 'browser-0' },
      })),
      breakdown: { property: 'properties.plan' },
    }),
    read: (result) =>
      (as('funnel', result).breakdowns ?? []).flatMap(({ value, steps }) =>
        steps.filter(({ count }) => count > 0).map(({ count }, index) => [value, index + 1, count]),
      ),
    clickhouse: `WITH l AS (SELECT person, any(plan) AS plan, windowFunnel(${WINDOW_MS})(ts, ${STEPS.map(onFirefox).join(', ')}) AS level FROM e WHERE name IN (${names(STEPS)}) AND browser = 'browser-0' GROUP BY person) ${reached('l', 'plan')}`,
    duckdb: `WITH l AS MATERIALIZED (${chainSql(STEPS.map(onFirefox), `name IN (${names(STEPS)}) AND browser = 'browser-0'`, 'plan')}) ${reached('l', 'plan')}`,
  },
  {
    title: 'strict funnel of 4 steps',
    bytesPerEvent: NAME + TIME,
    spec: (range) => ({ kind: 'funnel', range, window, order: 'strict', steps: [0, 1, 2, 3].map(event) }),
    read: funnelRead,
    clickhouse: `WITH l AS (${strictSql((n, column) => `leadInFrame(${column}, ${n}) OVER (PARTITION BY person ORDER BY ts ROWS BETWEEN CURRENT ROW AND 3 FOLLOWING)`)}) ${reached('l')}`,
    duckdb: `WITH l AS MATERIALIZED (${strictSql((n, column) => `coalesce(lead(${column}, ${n}) OVER (PARTITION BY person ORDER BY ts), ${column === 'ts' ? '0' : "''"})`)}) ${reached('l')}`,
  },
  {
    title: 'persons by day',
    bytesPerEvent: NAME + TIME,
    spec: (range) => ({ kind: 'trends', range, interval: 'day', series: [{ match: event(0), math: 'persons' }] }),
    read: (result) => bucketsOf(as('trends', result), dayOf),
    clickhouse: `SELECT intDiv(ts - ${START}, ${DAY_MS}) AS day, uniqExact(person) FROM e WHERE ${isNamed(0)} GROUP BY day`,
    duckdb: `SELECT (ts - ${START}) // ${DAY_MS} AS day, count(DISTINCT person) FROM e WHERE ${isNamed(0)} GROUP BY day`,
  },
  {
    title: 'persons by week',
    bytesPerEvent: NAME + TIME,
    spec: (range) => ({ kind: 'trends', range, interval: 'week', series: [{ match: event(0), math: 'persons' }] }),
    read: (result) => bucketsOf(as('trends', result), weekOf),
    clickhouse: `SELECT ${week} AS week, uniqExact(person) FROM e WHERE ${isNamed(0)} GROUP BY week`,
    duckdb: `SELECT ${duckWeek} AS week, count(DISTINCT person) FROM e WHERE ${isNamed(0)} GROUP BY week`,
  },
  {
    title: 'retention of 12 weeks',
    bytesPerEvent: NAME + TIME,
    spec: (range) => ({ kind: 'retention', range, start: event(0), return: event(0), interval: 'week', periods: 12 }),
    // Period 0 has rules of its own; the size of the cohort stands for it.
    read: (result) =>
      as('retention', result).cohorts.flatMap(({ start, size, values }) =>
        [size, ...values.slice(1)].flatMap((persons, k) => (persons > 0 ? [[weekOf(start), k, persons]] : [])),
      ),
    clickhouse: `SELECT c, w - c AS k, count() FROM (SELECT groupUniqArray(${week}) AS ws, arrayMin(ws) AS c FROM e WHERE ${isNamed(0)} GROUP BY person) ARRAY JOIN ws AS w WHERE k <= 12 GROUP BY c, k`,
    duckdb: `WITH w AS (SELECT DISTINCT person, ${duckWeek} AS w FROM e WHERE ${isNamed(0)}), f AS (SELECT *, min(w) OVER (PARTITION BY person) AS c FROM w)
      SELECT c, w - c AS k, count(*) FROM f WHERE k <= 12 GROUP BY c, k`,
  },
  {
    // Ours counts, beside what theirs do, all metrics of each session, who bounced and for whom the sessions are others.
    title: 'sessions from scratch, ours measured',
    bytesPerEvent: TIME + SESSION,
    clickhouse: `SELECT count(), quantileExactInclusive(0.5)(e - s) / 1000 FROM (SELECT person, session, min(ts) AS s, max(ts) AS e, count() AS events FROM (
        SELECT person, ts, sum(opens) OVER (PARTITION BY person ORDER BY ts) AS session FROM (
          SELECT person, ts, ts - lagInFrame(ts, 1, 0) OVER (PARTITION BY person ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) > 1800000 AS opens FROM e))
      GROUP BY person, session)`,
    duckdb: `SELECT count(*), median(e - s) / 1000 FROM (SELECT person, session, min(ts) AS s, max(ts) AS e, count(*) AS events FROM (
        SELECT person, ts, sum(opens) OVER (PARTITION BY person ORDER BY ts) AS session FROM (
          SELECT person, ts, (ts - lag(ts, 1, 0) OVER (PARTITION BY person ORDER BY ts) > 1800000)::INTEGER AS opens FROM e))
      GROUP BY person, session)`,
  },
  {
    title: 'paths of 5 steps in a session',
    bytesPerEvent: NAME + TIME + SESSION,
    spec: (range) => ({ kind: 'paths', range, of: 'events', within: 'session', steps: 5, maxEdges: 50 }),
    read: (result) => {
      const { nodes, links } = as('paths', result);
      const of = new Map(nodes.map((node) => [node.id, node]));
      return links
        .map(({ source, target, sessions }) => [
          (of.get(source)?.step ?? 0) + 1,
          of.get(source)?.name ?? '',
          of.get(target)?.name ?? '',
          sessions,
        ])
        .sort((a, b) => Number(b[3]) - Number(a[3]))
        .slice(0, 20);
    },
    clickhouse: `SELECT i, p[i] AS a, p[i + 1] AS b, count() AS sessions FROM (
        SELECT arraySlice(arrayCompact(arrayMap(x -> x.2, arraySort(groupArray((ts, name))))), 1, 5) AS p FROM e GROUP BY person, session
      ) ARRAY JOIN range(1, toUInt64(length(p))) AS i GROUP BY i, a, b ORDER BY sessions DESC LIMIT 20`,
    duckdb: `WITH changed AS (SELECT person, session, ts, name FROM e QUALIFY name IS DISTINCT FROM lag(name) OVER (PARTITION BY person, session ORDER BY ts)),
      placed AS (SELECT name AS a, lead(name) OVER v AS b, row_number() OVER v AS i FROM changed WINDOW v AS (PARTITION BY person, session ORDER BY ts))
      SELECT i, a, b, count(*) AS sessions FROM placed WHERE i < 5 AND b IS NOT NULL GROUP BY i, a, b ORDER BY sessions DESC LIMIT 20`,
  },
  {
    title: 'lifecycle by week',
    bytesPerEvent: TIME,
    spec: (range) => ({ kind: 'lifecycle', range, match: { event: '*' }, interval: 'week' }),
    read: (result) => {
      const life = as('lifecycle', result);
      return life.buckets.flatMap((bucket, index) =>
        weekOf(bucket) >= WEEKS
          ? []
          : (['new', 'returning', 'resurrecting', 'dormant'] as const).flatMap((status) => {
              const persons = Math.abs(life[status][index] ?? 0);
              return persons > 0 ? [[weekOf(bucket), status, persons]] : [];
            }),
      );
    },
    clickhouse: `SELECT week, status, count() FROM (
        SELECT groupUniqArray(${week}) AS ws, arrayMin(ws) AS c FROM e GROUP BY person
      ) ARRAY JOIN arrayConcat(arrayMap(w -> (w, if(w = c, 'new', if(has(ws, w - 1), 'returning', 'resurrecting'))), ws),
        arrayMap(w -> (w + 1, 'dormant'), arrayFilter(w -> NOT has(ws, w + 1) AND w + 1 < ${WEEKS}, ws))) AS pair
      GROUP BY pair.1 AS week, pair.2 AS status`,
    duckdb: `WITH w AS (SELECT DISTINCT person, ${duckWeek} AS w FROM e),
      f AS (SELECT w, min(w) OVER v AS c, lag(w) OVER v AS before, lead(w) OVER v AS next FROM w WINDOW v AS (PARTITION BY person ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
      SELECT w, CASE WHEN w = c THEN 'new' WHEN before = w - 1 THEN 'returning' ELSE 'resurrecting' END AS status, count(*) FROM f GROUP BY ALL
      UNION ALL SELECT w + 1, 'dormant', count(*) FROM f WHERE next IS DISTINCT FROM w + 1 AND w + 1 < ${WEEKS} GROUP BY ALL`,
  },
  {
    title: 'segment of three behaviours',
    bytesPerEvent: NAME + TIME,
    spec: (range) => ({
      kind: 'trends',
      interval: 'month',
      series: [{ match: { event: '*' }, math: 'persons' }],
      filter: {
        all: [
          { performed: event(3), count: { op: 'gte', value: 2 }, window: range },
          { notPerformed: event(12), window: range },
          { sequence: [event(1), event(5)], within: { value: 1, unit: 'day' }, window: range },
        ],
      },
    }),
    read: (result) => [[as('trends', result).series[0]?.total ?? 0]],
    clickhouse: `SELECT count() FROM (SELECT person FROM e WHERE name IN (${names([1, 3, 5, 12])}) GROUP BY person
      HAVING countIf(${isNamed(3)}) >= 2 AND countIf(${isNamed(12)}) = 0 AND windowFunnel(${DAY_MS})(ts, ${isNamed(1)}, ${isNamed(5)}) = 2)`,
    duckdb: `SELECT count(*) FROM (SELECT person FROM (
        SELECT *, max(CASE WHEN ${isNamed(1)} THEN ts END) OVER (PARTITION BY person ORDER BY ts) AS begun FROM e WHERE name IN (${names([1, 3, 5, 12])})
      ) GROUP BY person HAVING count_if(${isNamed(3)}) >= 2 AND count_if(${isNamed(12)}) = 0 AND bool_or(${isNamed(5)} AND ts - begun <= ${DAY_MS}))`,
  },
];

function bucketsOf({ buckets, series }: Of<'trends'>, place: (ts: string) => number): Answer {
  const values = series[0]?.values ?? [];
  return buckets.flatMap((bucket, index) => {
    const persons = values[index] ?? 0;
    return persons > 0 ? [[place(bucket), persons]] : [];
  });
}
