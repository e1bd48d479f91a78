/**
 * The correlation's slow, obvious twin: asks the funnel's own twin about one unit at a time and looks at every event for
 * every subject again; Fisher's test in whole numbers. Written from the definitions alone; shares no code with the fold.
 */
import type { CorrelationSpec } from '../../../shared/insights/correlation/spec';
import { decisionsOf } from '../../../shared/insights/funnel/rules';
import type { LoggedEvent } from '../event-log';
import { matchesFilter, matchesMatcher, propertyOf } from '../filters';
import { askFunnel } from './funnel';

interface Unit {
  readonly person: string;
  readonly converted: boolean;
  /** What it did in its time, without what is asked about. */
  readonly events: readonly LoggedEvent[];
  readonly first: LoggedEvent;
}

export interface OracleRow {
  readonly subject: string;
  readonly counts: readonly [number, number, number, number];
  readonly did: readonly string[];
  readonly pValue: number;
}

type Span = { readonly from: number; readonly to: number };
type Log = readonly LoggedEvent[];

const inOrder = (a: LoggedEvent, b: LoggedEvent): number => a.time - b.time || (a.id < b.id ? -1 : 1);
const inside = ({ time }: LoggedEvent, { from, to }: Span): boolean => time >= from && time < to;

/** How a row's subject is written: `event`, `event property=value` or `property=value`. */
export const subjectText = (row: {
  event?: string | undefined;
  property?: string | undefined;
  value?: string | undefined;
}): string =>
  [row.event, row.property === undefined ? undefined : `${row.property}=${row.value ?? ''}`]
    .filter((part) => part !== undefined)
    .join(' ');

export function askCorrelation(spec: CorrelationSpec, log: Log, span: Span, windowMs: number) {
  const units = spec.funnel === undefined ? membersOf(spec, log, span) : enteredOf(spec, log, span, windowMs);
  const all = new Set(units.flatMap((unit) => subjectsOf(spec, unit)));
  const rows: OracleRow[] = [];
  let untested = 0;
  for (const subject of all) {
    const did = units.filter((unit) => subjectsOf(spec, unit).includes(subject));
    if (did.length < (spec.minCount ?? 5) || did.length === units.length) {
      untested += 1;
      continue;
    }
    const not = units.filter((unit) => !did.includes(unit));
    const count = (list: Unit[], converted: boolean): number => list.filter((u) => u.converted === converted).length;
    const counts = [count(did, true), count(did, false), count(not, true), count(not, false)] as const;
    rows.push({ subject, counts, did: did.map(({ person }) => person), pValue: exactPValue(counts) });
  }
  const converted = units.filter((unit) => unit.converted).length;
  return { converted, notConverted: units.length - converted, rows, untested };
}

function enteredOf({ funnel }: CorrelationSpec, log: Log, span: Span, windowMs: number): Unit[] {
  if (funnel === undefined) return [];
  const bySession = decisionsOf(funnel).countBy === 'sessions';
  const seen = log.filter((event) => inside(event, span) && (!funnel.filter || matchesFilter(event, funnel.filter)));
  const keyOf = (event: LoggedEvent): string => (bySession ? event.session : event.person);
  return [...new Set(seen.map(keyOf))].flatMap((key): Unit[] => {
    const own = seen.filter((event) => keyOf(event) === key).sort(inOrder);
    const { breakdown: _breakdown, ...bare } = funnel;
    const answer = askFunnel(bare, own, span, windowMs);
    const [entry] = answer.entries;
    const chain = [...answer.chains.values()].flat(2).map((id) => own.find((event) => event.id === id));
    const [first] = chain;
    if (entry === undefined || first === undefined) return [];
    const end = entry.completed ? (chain.at(-1)?.time ?? 0) : first.time + windowMs;
    const events = own
      .filter(({ time }) => time >= first.time && time <= end)
      .filter(
        (event) =>
          !funnel.steps.some(
            ({ optional: _optional, ...step }) =>
              !('event' in step && step.event === '*') && matchesMatcher(event, step),
          ),
      );
    return [{ person: first.person, converted: entry.completed, events, first }];
  });
}

function membersOf({ segment, against, filter }: CorrelationSpec, log: Log, span: Span): Unit[] {
  if (segment === undefined) return [];
  return [...new Set(log.map(({ person }) => person))].flatMap((person): Unit[] => {
    const everything = log.filter((event) => event.person === person).sort(inOrder);
    const [any] = everything;
    const events = everything.filter((event) => inside(event, span) && (!filter || matchesFilter(event, filter)));
    const [first] = events;
    if (any === undefined || first === undefined) return [];
    const converted = matchesFilter(any, segment);
    if (!converted && against !== undefined && !matchesFilter(any, against)) return [];
    return [{ person, converted, events, first }];
  });
}

function subjectsOf({ properties = [] }: CorrelationSpec, { events, first }: Unit): string[] {
  const subjects = events.map(({ event }) => subjectText({ event }));
  for (const property of properties) {
    if (property.startsWith('person.')) {
      subjects.push(subjectText({ property, value: String(propertyOf(first, property) ?? '$none') }));
      continue;
    }
    for (const event of events) {
      const value = propertyOf(event, property);
      if (value !== undefined) subjects.push(subjectText({ event: event.event, property, value: String(value) }));
    }
  }
  return subjects;
}

function choose(n: number, k: number): bigint {
  let ways = 1n;
  for (let i = 1n; i <= BigInt(k); i += 1n) ways = (ways * (BigInt(n) - i + 1n)) / i;
  return ways;
}

/** Fisher's exact test: the ways to deal the same margins that are no more than the ways to deal what was seen. */
export function exactPValue([a, b, c, d]: readonly [number, number, number, number]): number {
  const ways = (cell: number): bigint => choose(a + b, cell) * choose(c + d, a + c - cell);
  let tail = 0n;
  let sum = 0n;
  for (let cell = Math.max(0, a - d); cell <= Math.min(a + b, a + c); cell += 1) {
    sum += ways(cell);
    if (ways(cell) <= ways(a)) tail += ways(cell);
  }
  return Number((tail * 10n ** 15n) / sum) / 1e15;
}
