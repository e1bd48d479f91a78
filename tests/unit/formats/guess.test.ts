import { expect, test } from 'vitest';
import {
  EMPTY_DRAFT,
  wantsClock,
  withClockColumn,
  withTimeColumn,
} from '../../../renderer/features/import/mapping-draft';
import { guessImportMap, type GuessColumn } from '../../../shared/formats/guess';
import { timeKindOf } from '../../../shared/formats/guess-time';
import { importMapSchema } from '../../../shared/formats/import-map';

/** Columns of a drawn table: the first line names them, `·` is an empty cell, cells are parted by two spaces or more. */
function columns(drawn: string): GuessColumn[] {
  const [head = [], ...rows] = drawn
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
  return head.map((name, index) => {
    const samples = rows.map((row) => (row[index] === '·' ? '' : (row[index] ?? '')));
    const numeric = samples.every((sample) => sample === '' || /^-?\d+(\.\d+)?$/.test(sample));
    return { name, type: numeric ? 'number' : 'text', samples };
  });
}

/** The guess as a line per field, and proof that the map is one. */
function guessed(drawn: string): { map: Record<string, string>; fields: string[]; problem: string | undefined } {
  const { map, reasons, problem } = guessImportMap(columns(drawn));
  if (map !== undefined) importMapSchema.parse(map);
  const text = (part: unknown): string =>
    typeof part === 'object' && part !== null ? Object.values(part).flat().join(' ') : '';
  return {
    map: Object.fromEntries(Object.entries(map ?? {}).map(([field, part]) => [field, text(part)])),
    fields: reasons.map(({ field, confidence }) => `${field} ${confidence}`),
    problem,
  };
}

test('a clickstream with coded event types, cookies and visits', () => {
  const { map, fields } = guessed(`
    visit_id  cookie_id  page_id  event_type  sequence_number  event_time
    ccf365    c4ca42     1        1           1                2020-02-04 19:16:09.182546
    ccf365    c4ca42     2        1           2                2020-02-04 19:16:17.358191
    ccf365    c4ca42     6        1           3                2020-02-04 19:16:58.454669
    ccf365    c4ca42     9        2           4                2020-02-04 19:17:10.001200`);
  expect(map).toEqual({
    time: 'event_time iso',
    event: 'event_type',
    distinctId: 'cookie_id',
    sessionId: 'visit_id',
  });
  expect(fields).toEqual(['time high', 'event medium', 'distinctId medium', 'sessionId high']);
});

test('a tidy event log is told with certainty', () => {
  const { map, fields } = guessed(`
    user_id    session_id   event       timestamp            platform  user_lifecycle
    user_0000  sess_000001  home        2024-03-13 10:21:14  desktop   returning
    user_0000  sess_000001  promo_page  2024-03-13 10:21:28  desktop   returning
    user_0001  sess_000002  home        2024-03-13 10:22:00  desktop   new`);
  expect(map).toEqual({ time: 'timestamp iso', event: 'event', distinctId: 'user_id', sessionId: 'session_id' });
  expect(new Set(fields.map((field) => field.split(' ')[1]))).toEqual(new Set(['high']));
});

test('a service log in camel case, with a registration time beside the event time and logged-out rows', () => {
  const drawn = `
    auth        page      registration   sessionId  ts             userId
    Logged In   Home      1540919166796  38         1541105830796  39
    Logged In   NextSong  1540344794796  139        1541106106796  8
    Logged In   NextSong  1540344794796  139        1541106132796  8
    Logged Out  Home      ·              52         1541106400000  ·`;
  expect(guessed(drawn).map).toEqual({
    time: 'ts epoch_ms',
    event: 'page',
    distinctId: 'userId',
    sessionId: 'sessionId',
  });
  const reason = guessImportMap(columns(drawn)).reasons.find(({ field }) => field === 'distinctId')?.reason;
  expect(reason).toContain('25 % of the rows');
});

test('nested JSON: the actor is the person, the top id is the event, other ids are neither', () => {
  expect(
    guessed(`
    id           type         actor.id  actor.login  repo.id    repo.name  payload.pull_request.created_at  created_at
    17244207336  PushEvent    71354125  ann          318651349  a/b        ·                                2021-07-21T06:00:00Z
    17244207337  CreateEvent  33440610  ben          379773947  c/d        ·                                2021-07-21T06:00:00Z
    17244207341  PushEvent    71354125  ann          318651349  a/b        2021-07-20T06:00:00Z             2021-07-21T06:00:01Z`)
      .map,
  ).toEqual({ time: 'created_at iso', event: 'type', distinctId: 'actor.id', eventId: 'id' });
});

test('a time in hours since some start is no time: no map, and the sentence names the column', () => {
  const drawn = `
    person  event            value.offer id  time
    78afa9  offer received   9b98b8          0
    a03223  offer received   0b1e15          6
    78afa9  offer completed  2906b8          132`;
  const { map, problem } = guessed(drawn);
  const { parts } = guessImportMap(columns(drawn));
  expect(map).toEqual({});
  expect(problem).toContain('«time»');
  expect(problem).toContain('no date');
  expect(parts).toEqual({ event: { column: 'event' }, distinctId: { column: 'person' } });
});

test('no time column at all: the sentence lists what is there', () => {
  expect(
    guessed(`
    user_id  page
    313593   home_page
    468315   home_page`).problem,
  ).toContain('«user_id», «page»');
});

test('a page table of an SDK: anonymous and known ids side by side, page views without a name', () => {
  expect(
    guessed(`
    id     anonymous_id  user_id  received_at          timestamp            url
    ajs-1  507f19        ·        2015-02-23 22:28:55  2015-02-23 22:28:54  https://example.com/
    ajs-2  507f19        97980c   2015-02-23 22:29:55  2015-02-23 22:29:54  https://example.com/pricing`).map,
  ).toEqual({
    time: 'timestamp iso',
    event: '$pageview',
    distinctId: 'anonymous_id',
    anonymousId: 'anonymous_id',
    userId: 'user_id',
    eventId: 'id',
  });
});

test('a day column beside a clock column is one time', () => {
  expect(
    guessed(`
    date        clock     customer  action
    2024-01-01  09:15     c1        open
    2024-01-01  09:16:30  c1        buy`).map,
  ).toMatchObject({ time: 'date clock', event: 'action', distinctId: 'customer' });
});

test('days and clock times in a pattern are read by both, though a row is broken', () => {
  expect(
    guessed(`
    day         clock     customer
    31.01.2025  09:15:00  c1
    01.02.2025  10:00:00  c2
    yesterday   11:30:00  c1
    02.02.2025  12:00:00  c2
    03.02.2025  13:00:00  c1`).map['time'],
  ).toBe('day clock %d.%m.%Y %H:%M:%S');
});

test('a clock column that is chosen by hand brings its format, and takes it along', () => {
  const samples = { days: ['31.01.2025', '01.02.2025'], clocks: ['9:15 AM', '12:00 pm'] };
  const days = withTimeColumn(EMPTY_DRAFT, 'day', samples.days);
  expect([days.timeFormat, wantsClock(days, samples.days)]).toEqual(['%d.%m.%Y', true]);
  const both = withClockColumn(days, 'clock', samples);
  expect([both.clockColumn, both.timeFormat]).toEqual(['clock', '%d.%m.%Y %I:%M %p']);
  expect(withClockColumn(both, '', { ...samples, clocks: [] })).toEqual(days);
  const iso = withTimeColumn(EMPTY_DRAFT, 'day', ['2025-01-31']);
  expect(withClockColumn(iso, 'clock', { days: ['2025-01-31'], clocks: ['09:15', '09:15:30'] }).timeFormat).toBe('iso');
  expect(wantsClock(EMPTY_DRAFT, ['2025-01-31T10:00:00Z'])).toBe(false);
});

test('no person, but sessions: each session counts as one person, said with low confidence', () => {
  const { map, fields } = guessed(`
    session_id  event  ts
    s1          open   1700000000
    s1          close  1700000060`);
  expect(map).toMatchObject({ distinctId: 'session_id', time: 'ts epoch_s' });
  expect(fields).toContain('distinctId low');
});

test('nobody at all is a problem', () => {
  expect(
    guessed(`
    event  ts
    open   1700000000`).problem,
  ).toContain('whose events');
});

test('an id column that repeats is no event id', () => {
  expect(
    guessed(`
    id  user_id  event  ts
    7   a        open   1700000000
    7   a        close  1700000060`).map,
  ).not.toHaveProperty('eventId');
});

test.each([
  ['2024-03-13T10:21:14Z', 'iso'],
  ['2024-03-13 10:21:14+02:00', 'iso'],
  ['2024-03-13', 'iso'],
  ['1710325274', 'epoch_s'],
  ['1710325274000', 'epoch_ms'],
  ['1541105830796.0', 'epoch_ms'],
  ['1710325274000000', 'epoch_us'],
  ['13.03.2024 10:21', '%d.%m.%Y %H:%M'],
  ['3/31/2024 10:21', '%m/%d/%Y %H:%M'],
  ['31/3/2024 10:21', '%d/%m/%Y %H:%M'],
  ['10/Oct/2000:13:55:36 -0700', '%d/%b/%Y:%H:%M:%S %z'],
])('%s is read as %s', (sample, format) => {
  expect(timeKindOf([sample, ''])?.format).toBe(format);
});

test.each(['0', '714', '12345678', 'yesterday', '2024-13-01', '', '71354125'])('«%s» is no time', (sample) => {
  expect(timeKindOf([sample])).toBeUndefined();
});

test('one value that does not fit unmakes the kind', () => {
  expect(timeKindOf(['2024-03-13', 'n/a'])).toBeUndefined();
});

test('a few broken times do not hide the column that holds the others', () => {
  const rows = (broken: number): GuessColumn[] => [
    column('at', (i) => (i < broken ? 'not a time' : `2026-01-02T10:00:0${i % 10}Z`)),
    column('event', (i) => ['open', 'pay'][i % 2] ?? ''),
    column('user_id', (i) => `u${i % 7}`),
  ];
  const column = (name: string, value: (index: number) => string): GuessColumn => ({
    name,
    type: 'text',
    samples: Array.from({ length: 50 }, (_, i) => value(i)),
  });
  const { map, reasons } = guessImportMap(rows(3));
  expect(map?.time).toEqual({ column: 'at', format: 'iso' });
  expect(reasons[0]).toEqual({
    field: 'time',
    reason: '«at» holds ISO 8601 times with an offset. In 6 % of the rows looked at it does not; those are rejected.',
    confidence: 'medium',
  });
  expect(guessImportMap(rows(11)).map).toBeUndefined();
});
