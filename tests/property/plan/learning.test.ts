/** Learning describes what it saw, proposes nothing twice, and stays small whatever comes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../shared/model/json';
import { emptyPlan, tidyPlan } from '../../../shared/plan/edit';
import { readPlan } from '../../../shared/plan/document';
import { applyChanges, proposeChanges } from '../../../shared/plan/learn';
import { nothingSeen, see, type Seen } from '../../../shared/plan/observe';
import { ViolationBook } from '../../../shared/plan/violation-book';
import { compilePlan } from '../../../shared/plan-check/compile-plan';

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Json>('free', 'pro', 'team', 1, 2.5, true, null) },
  fc.jsonValue({ maxDepth: 3 }).map((each) => JSON.parse(JSON.stringify(each)) as Json),
);
const properties = fc.dictionary(
  fc.oneof(fc.constantFrom('plan', 'total', 'cart'), fc.string({ maxLength: 5 })),
  value,
  { maxKeys: 5 },
);

function learned(all: readonly Record<string, Json>[]): ReadonlyMap<string, Seen> {
  const seen = nothingSeen();
  for (const each of all) see(seen, each);
  return new Map([['Checkout', seen]]);
}

test('what a plan was learned from (up to 99 events, where no share is rare) it accepts, and learning again proposes nothing', () => {
  fc.assert(
    fc.property(fc.array(properties, { minLength: 1, maxLength: 60 }), (all) => {
      const seen = learned(all);
      const plan = applyChanges(emptyPlan(), proposeChanges(emptyPlan(), seen));
      const read = readPlan(JSON.parse(JSON.stringify(tidyPlan(plan))) as Json);
      if (!read.ok) throw new Error(read.error);
      const judge = compilePlan(read.value);
      if (!judge.ok) throw new Error(judge.error);
      for (const each of all) expect(judge.value.judge({ event: 'Checkout', properties: each })).toEqual([]);
      expect(proposeChanges(read.value, seen)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('once every proposal is taken on, nothing is proposed any more', () => {
  fc.assert(
    fc.property(
      fc.array(properties, { minLength: 1, maxLength: 30 }),
      fc.array(properties, { minLength: 1, maxLength: 30 }),
      (before, after) => {
        const plan = applyChanges(emptyPlan(), proposeChanges(emptyPlan(), learned(before)));
        const seen = learned([...before, ...after]);
        const next = applyChanges(plan, proposeChanges(plan, seen));
        // A type that is new may bring an object or a list whose inside is learned in the next round.
        const again = applyChanges(next, proposeChanges(next, seen));
        expect(proposeChanges(again, seen)).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});

test('neither what was seen nor what was violated grows without end', () => {
  const seen = nothingSeen();
  const book = new ViolationBook();
  for (let n = 0; n < 20_000; n++) {
    see(seen, { [`key-${n}`]: `value ${n}`, same: `value ${n}`, list: Array.from({ length: 50 }, () => n) });
    const violation = {
      kind: 'unknown_event',
      severity: 'warning',
      event: `e${n}`,
      path: 'event',
      expected: '',
      got: '',
    } as const;
    book.add(`e${n}`, [violation], { eid: n });
  }
  expect(seen.properties.size).toBeLessThanOrEqual(200);
  expect(seen.properties.get('same')?.values).toBeUndefined();
  const report = book.report();
  expect(report.rows).toHaveLength(2_000);
  expect(report).toMatchObject({ checked: 20_000, warnings: 20_000, others: 18_000 });
});
