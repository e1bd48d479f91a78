import { expect, test } from 'vitest';
import { guessImportMap, type GuessColumn } from '../../../shared/formats/guess';

/** `a: 1 2 3` is a column `a` with these samples. */
const columns = (...drawn: readonly string[]): GuessColumn[] =>
  drawn.map((line) => {
    const [name = '', rest = ''] = line.split(': ');
    return { name, type: 'text', samples: rest.split(' ') };
  });
const PEOPLE = ['person: a b a b', 'event: open close open open'];
const elapsedOf = (line: string) => guessImportMap(columns(...PEOPLE, line)).elapsed;

test.each([
  ['hour: 0 6 132 714', 'hours', true],
  ['daysSinceStart: 0 1 3 9', 'days', true],
  ['elapsed_seconds: 0.5 1.25 7 9', 'seconds', true],
  ['t_ms: 0 16 33 50', 'milliseconds', true],
  ['experiment_day: 1 1 2 2', 'days', true],
  ['time: 0 6 132 714', 'hours', false],
  ['t: 0.5 1.5 3 4', 'seconds', false],
  ['ts: 0 86400 172800 9000000', 'seconds', false],
  ['offset: 10 20 3000000000 5000000000', 'milliseconds', false],
])('«%s» counts %s', (line, unit, isUnitSaid) => {
  const found = elapsedOf(line);
  expect(found).toMatchObject({ column: line.slice(0, line.indexOf(':')), unit, isUnitSaid });
  expect(found?.reason).toContain(unit);
});

test.each([
  'days_since_prior_order: 1 2 3 4',
  'order_hour_of_day: 1 2 3 4',
  'minutes_watched: 1 2 3 4',
  'hour: 0 six 12 18',
  'day: 5 5 5 5',
  'amount: 1 2 3 4',
])('«%s» counts from no start', (line) => {
  expect(elapsedOf(line)).toBeUndefined();
});

test('a column with times goes before one that counts', () => {
  const { map, elapsed } = guessImportMap(
    columns(...PEOPLE, 'hour: 0 1 2 3', 'at: 2026-01-01 2026-01-02 2026-01-03 2026-01-04'),
  );
  expect(map?.time).toEqual({ column: 'at', format: 'iso' });
  expect(elapsed).toBeUndefined();
});

test('a start is never made up: the column is proposed, and the sentence says what to give', () => {
  const { map, parts, problem, reasons } = guessImportMap(columns(...PEOPLE, 'hour: 0 6 132 714'));
  expect(map).toBeUndefined();
  expect(parts).toEqual({ event: { column: 'event' }, distinctId: { column: 'person' } });
  expect(problem).toContain('Say when that was');
  expect(reasons.find(({ field }) => field === 'time')).toMatchObject({ confidence: 'medium' });
  expect(guessImportMap(columns(...PEOPLE)).problem).toContain('give all rows one time');
});

test('what is said of the time makes the map whole', () => {
  const since = '2018-07-01';
  const hours = columns(...PEOPLE, 'hour: 0 6 132 714');
  expect(guessImportMap(hours, true, { since }).map?.time).toEqual({ column: 'hour', since, unit: 'hours' });
  expect(guessImportMap(hours, true, { since, unit: 'days' }).map?.time).toEqual({
    column: 'hour',
    since,
    unit: 'days',
  });
  expect(guessImportMap(hours, true, { constant: since })).toMatchObject({
    map: { time: { constant: since }, event: { column: 'event' }, distinctId: { column: 'person' } },
    reasons: [{ field: 'time', confidence: 'high' }, { field: 'event' }, { field: 'distinctId' }],
  });
  const odd = columns(...PEOPLE, 'n: 0 6 132 714');
  expect(guessImportMap(odd, true, { since }).problem).toContain('Name the one that does');
  expect(guessImportMap(odd, true, { since, column: 'n' }).problem).toContain('cannot be told');
  expect(guessImportMap(odd, true, { since, column: 'm', unit: 'hours' }).problem).toContain('no column «m»');
  expect(guessImportMap(odd, true, { since, column: 'n', unit: 'weeks' }).map?.time).toEqual({
    column: 'n',
    since,
    unit: 'weeks',
  });
});

test('a unit that is only likely is told so', () => {
  const { reasons } = guessImportMap(columns(...PEOPLE, 'time: 0 6 132 714'), true, { since: '2018-07-01' });
  expect(reasons.find(({ field }) => field === 'time')).toMatchObject({ confidence: 'low' });
});
