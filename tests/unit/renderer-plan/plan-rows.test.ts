import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeWords } from '../../../renderer/features/plan/change-words';
import { planRows, searchRows } from '../../../renderer/features/plan/plan-rows';
import { parseValues, printValues, unfitValue } from '../../../renderer/features/plan/value-text';
import type { Json } from '../../../shared/model/json';
import { emptyBranch, emptyPlan, type JsonType, withEvent } from '../../../shared/plan/edit';

const seen = (event: string, count: number) => ({ event, kind: 'custom' as const, count, firstSeen: 0, lastSeen: 0 });

describe('the list of events', () => {
  const plan = ['Checkout', 'alpha', '$screen'].reduce((all, name) => withEvent(all, emptyBranch(name)), emptyPlan());
  const rows = planRows(
    plan,
    [seen('page', 9), seen('Checkout', 5), seen('$pageview', 90)],
    [{ event: 'Checkout', checked: 5, errors: 2, warnings: 1 }],
  );

  test('tells planned, never seen and unplanned apart, and leaves out what SDKs make', () => {
    expect(rows.inPlan).toEqual([
      { event: '$screen', state: 'missing', seen: 0, errors: 0, warnings: 0 },
      { event: 'alpha', state: 'missing', seen: 0, errors: 0, warnings: 0 },
      { event: 'Checkout', state: 'planned', seen: 5, errors: 2, warnings: 1 },
    ]);
    expect(rows.others).toEqual([{ event: 'page', state: 'unplanned', seen: 9, errors: 0, warnings: 0 }]);
    expect(planRows(undefined, [seen('page', 1)], []).inPlan).toEqual([]);
  });

  test('is searched in any letter case', () => {
    expect(searchRows(rows, ' CHECK ')).toEqual({ inPlan: [rows.inPlan[2]], others: [] });
    expect(searchRows(rows, '')).toEqual(rows);
  });
});

describe('an allowed value that no event could have', () => {
  const cases: readonly [readonly JsonType[], readonly Json[], Json | undefined][] = [
    [['string'], ['free', 'pro'], undefined],
    [['integer'], [1, 2.5], 2.5],
    [['integer'], ['AU'], 'AU'],
    [['string', 'null'], ['free', null], undefined],
    [['object'], [['a']], ['a']],
    [[], ['free', 1], undefined],
  ];
  test.each(cases)('of type %j among %j is %j', (types, values, unfit) => {
    expect(unfitValue({ types, values })).toEqual(unfit);
  });
});

describe('values as people type them', () => {
  test('words, numbers, true, null and quoted texts', () => {
    expect(parseValues(' free, pro ,3, true,null, "a, b", "7" ')).toEqual({
      ok: true,
      value: ['free', 'pro', 3, true, null, 'a, b', '7'],
    });
    expect(parseValues('  ')).toEqual({ ok: true, value: undefined });
    expect(parseValues('"a" b').ok).toBe(false);
    expect(parseValues('3.4.5').ok).toBe(false);
  });

  test('what is printed is read again', () => {
    const value = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom<Json>('2.5.0', '"', 'a,b', 'true', '-1', ' x', 'ü', true, false, null),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => (Object.is(each, -0) ? 0 : each)),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        expect(parseValues(printValues(values))).toEqual({ ok: true, value: values });
      }),
    );
  });
});

test('a change is said in a line', () => {
  const change = { id: '', event: 'Checkout', keys: ['plan'], adds: true, required: true };
  const schema = { type: 'string', enum: ['free', 'pro'] };
  expect(changeWords({ ...change, kind: 'add_property', words: 'in 100 % of them', schema })).toBe(
    'new, required: one of "free", "pro"; in 100 % of them',
  );
  expect(
    changeWords({ ...change, kind: 'change_type', words: 'sometimes null', schema: { type: ['string', 'null'] } }),
  ).toBe('type becomes string or null: sometimes null');
});
