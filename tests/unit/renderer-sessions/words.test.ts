import { expect, test } from 'vitest';
import { aroundScale, meetingWords } from '../../../renderer/features/sessions/around';
import { pauseWords, splitWords } from '../../../renderer/parts/split-words';
import {
  detailWords,
  msWords,
  pathOfUrl,
  rateRequest,
  rateVital,
  vitalWords,
} from '../../../renderer/parts/timeline/event-words';
import { moveColumn, parseColumns, printColumns } from '../../../renderer/state/session-columns';
import { DEFAULT_SESSION_CHARTS, parseCharts, printCharts } from '../../../renderer/state/session-charts';
import { SPLIT_REASONS } from '../../../shared/model/session';
import { eventsOf } from './events-of';

const MINUTE = 60_000;

test('a session says why it began, as precisely as is known', () => {
  expect(splitWords('timeout', { silenceMs: 42 * MINUTE + 30_000 })).toBe('after 42 min of silence');
  expect(splitWords('timeout')).toBe('after a long silence');
  expect(splitWords('campaign', { campaign: 'google / cpc' })).toBe('campaign changed to google / cpc');
  expect(splitWords('campaign', { campaign: '' })).toBe('campaign changed');
  expect(splitWords('sdk', { silenceMs: 1 })).toBe('the SDK began a new session');
  expect(splitWords('midnight')).toBe('midnight');
});

test('every reason has words of its own; one of a later version is shown as it is', () => {
  const words = SPLIT_REASONS.map((reason) => splitWords(reason));
  expect(new Set(words).size).toBe(SPLIT_REASONS.length);
  for (const reason of SPLIT_REASONS) if (reason !== 'midnight') expect(splitWords(reason)).not.toBe(reason);
  expect(splitWords('eclipse')).toBe('eclipse');
});

test('pauses are said in the units that matter', () => {
  expect(
    [0, 48_999, 42 * MINUTE, 60 * MINUTE, 185 * MINUTE, 1440 * MINUTE, 3000 * MINUTE, 20_000 * MINUTE].map(pauseWords),
  ).toEqual(['0 s', '48 s', '42 min', '1 h', '3 h 5 min', '1 day', '2 days 2 h', '13 days']);
});

test('requests and vitals say how they went', () => {
  expect([200, 304, 404, 500, 0, Number.NaN].map(rateRequest)).toEqual([
    'good',
    'fair',
    'poor',
    'poor',
    'poor',
    undefined,
  ]);
  expect(rateVital('LCP', 2500)).toBe('good');
  expect(rateVital('$web_vitals_INP_value', 300)).toBe('fair');
  expect(rateVital('cls', 0.3)).toBe('poor');
  expect(rateVital('heat', 9)).toBeUndefined();
  expect(vitalWords('CLS', 0.05)).toBe('CLS 0.05');
  expect(vitalWords('LCP', 1234)).toBe('LCP 1.2\u202fs');
  expect(msWords(84.4)).toBe('84\u202fms');
  expect(pathOfUrl('https://shop.test/api/cart?id=1')).toBe('/api/cart');
  expect(pathOfUrl('POST https://shop.test/api/cart')).toBe('POST /api/cart');
  expect(pathOfUrl('GET cart')).toBe('GET cart');
});

test('an event says what it is about, and nothing where there is nothing', () => {
  const events = eventsOf([
    { time: 0, event: 'request', kind: 'network', detail: '/api', status: 0, durationMs: 1500 },
    { time: 1, event: 'Paid', detail: 'ignored' },
    { time: 2, event: '$exception', kind: 'error', detail: 'No stock' },
  ]);
  expect(detailWords(events, 0)).toBe('/api · no answer · 1.5\u202fs');
  expect(detailWords(events, 1)).toBe('');
  expect(detailWords(events, 2)).toBe('No stock');
});

test('sessions around one stand on its scale', () => {
  const own = { start: 10 * MINUTE, end: 20 * MINUTE };
  const late = { start: 25 * MINUTE, end: 30 * MINUTE };
  const { place } = aroundScale(own, [late]);
  expect(place(own)).toEqual({ left: '0%', width: '50%', beyond: undefined });
  expect(place(late)).toEqual({ left: '75%', width: '25%', beyond: undefined });
  expect(meetingWords(own, late)).toBe('5 min after');
  expect(meetingWords(late, own)).toBe('5 min before');
  expect(meetingWords(own, { start: 0, end: 10 * MINUTE })).toBe('at the same time');
});

test('far sessions do not make the session itself a dot', () => {
  const own = { start: 0, end: 10 * MINUTE };
  const { place } = aroundScale(own, [{ start: 1e10, end: 1e10 + 1 }]);
  expect(Number.parseFloat(place(own).width)).toBeGreaterThan(10);
  expect(place({ start: 1e10, end: 1e10 + 1 }).beyond).toBe('after');
  expect(place({ start: -1e10, end: -1e9 }).beyond).toBe('before');
});

test('columns keep their order and widths', () => {
  const kept = parseColumns('errors start:160 nonsense errors person:0');
  expect(kept).toEqual({ columns: ['errors', 'start', 'person'], widths: { start: 160 } });
  expect(parseColumns(printColumns(kept))).toEqual(kept);
  expect(parseColumns('').columns.length).toBeGreaterThan(3);
  expect(moveColumn(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
  expect(moveColumn(['a', 'b', 'c'], 'a', undefined)).toEqual(['b', 'c', 'a']);
  expect(moveColumn(['a', 'b'], 'a', 'a')).toEqual(['a', 'b']);
});

test('charts keep their order and whether they are folded', () => {
  expect(parseCharts('closed events start id')).toEqual({ open: false, charts: ['events', 'start'] });
  expect(parseCharts('')).toEqual({ open: true, charts: DEFAULT_SESSION_CHARTS });
  expect(parseCharts(printCharts({ open: true, charts: ['errors'] }))).toEqual({ open: true, charts: ['errors'] });
});
