/** Formulas: what they mean, and where they say that something is wrong. */
import { describe, expect, test } from 'vitest';
import { evaluateFormula, parseFormula, seriesOf } from '../../../shared/insights/trends/formula';

const VALUES: (number | null)[] = [12, 4, 0, null];

function compute(text: string): number | null | undefined {
  const parsed = parseFormula(text, VALUES.length);
  return parsed.ok ? evaluateFormula(parsed.formula, (series) => VALUES[series] ?? null) : undefined;
}

describe('a formula', () => {
  test.each([
    ['A', 12],
    ['a / b * 100', 300],
    ['A - B - 1', 7],
    ['A - (B - 1)', 9],
    ['A + B * 2', 20],
    ['-A * -2', 24],
    ['--B', 4],
    ['A/B/.5', 6],
    ['  ( A+ 1.25 )  ', 13.25],
    ['C * -1', 0],
    ['A / C', null],
    ['C / C', null],
    ['A + D', null],
    ['0 * D', null],
  ])('%s is %s', (text, expected) => {
    expect(compute(text)).toBe(expected);
  });

  test('beyond all numbers is nothing', () => {
    const parsed = parseFormula('A * A', 1);
    expect(parsed.ok && evaluateFormula(parsed.formula, () => 1e200)).toBeNull();
  });

  test('names its series in reading order, each once', () => {
    const parsed = parseFormula('C / (A - C) + B', 3);
    expect(parsed.ok && seriesOf(parsed.formula)).toEqual([2, 0, 1]);
  });

  test.each([
    ['', 0, 'ends where a series or a number is missing.'],
    ['A +', 3, 'ends where a series or a number is missing.'],
    ['A / (B + 1', 4, 'opens a parenthesis that is not closed.'],
    ['A + B)', 5, 'closes a parenthesis that was not opened.'],
    ['A B', 2, 'should be one of + - * / or the end.'],
    ['A + E', 4, 'names no series; there are A to D.'],
    ['A % 2', 2, 'should be one of + - * / or the end.'],
    ['A * * B', 4, 'should be a series or a number.'],
    ['1.2.3 + A', 3, 'should be one of + - * / or the end.'],
    ['1 + 2', 0, 'names no series; use their letters, such as "A / B".'],
    ['+A', 0, 'should be a series or a number.'],
  ])('«%s» is refused at character %i', (text, at, message) => {
    expect(parseFormula(text, 4)).toEqual({ ok: false, problem: { at, message } });
  });

  test('of hundreds of parentheses is read', () => {
    expect(compute(`${'('.repeat(240)}A${')'.repeat(240)}`)).toBe(12);
  });
});
