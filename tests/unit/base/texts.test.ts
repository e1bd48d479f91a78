import { expect, it } from 'vitest';
import { numberOfText } from '../../../shared/base/number-text';
import { timeOfText } from '../../../shared/base/time-text';

it.each([
  ['5', 5],
  [' -5.50\n', -5.5],
  ['.5e2', 50],
  ['+5.', 5],
  ['0x10', undefined],
  ['0b1', undefined],
  ['1_000', undefined],
  ['1e999', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['', undefined],
  ['  ', undefined],
  ['\u00a05', undefined],
  ['5 %', undefined],
])('%j as a number is %j', (text, number) => {
  expect(numberOfText(text)).toBe(number);
});

it.each([
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01T10:00', '2026-03-01T10:00:00.000Z'],
  ['2026-03-01 10:00:30.25', '2026-03-01T10:00:30.250Z'],
  ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
  ['2026-03-01 12:30:00+02:00', '2026-03-01T10:30:00.000Z'],
  ['2026-03-01T12:30-0130', '2026-03-01T14:00:00.000Z'],
  ['2026-03-01T12:30+02', '2026-03-01T10:30:00.000Z'],
  ['2026-02-30', undefined],
  ['2026-13-01', undefined],
  ['2026-03-01T25:00', undefined],
  ['March 1, 2026', undefined],
  ['2026', undefined],
  ['5', undefined],
])('%j as a time is %j', (text, iso) => {
  const time = timeOfText(text);
  expect(time === undefined ? undefined : new Date(time).toISOString()).toBe(iso);
});
