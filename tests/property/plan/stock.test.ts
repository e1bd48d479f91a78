/** A stock validator accepts and refuses exactly the events that Waymark does. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../shared/model/json';
import { readPlan, type Policy, type TrackingPlan } from '../../../shared/plan/document';
import {
  emptyBranch,
  emptyPlan,
  JSON_TYPES,
  tidyPlan,
  withEvent,
  withOwnUnknown,
  withRule,
  withUnknownEvents,
  withUnknownProperties,
} from '../../../shared/plan/edit';
import { compilePlan } from '../../../shared/plan-check/compile-plan';

const names = ['Checkout', 'Sign up', '$pageview', 'checkout', 'Ünï"code'];
const properties = ['plan', 'total', 'a.b', '$lib', 'utm_source', 'items', 'constructor'];
const policy = fc.constantFrom<Policy>('allow', 'warn', 'refuse');
const value = fc.oneof(
  fc.constantFrom<Json>('free', 'pro', 'x', '', null, true, 0, 1.5, 7, [], {}, ['free'], { plan: 'pro' }),
  fc.jsonValue({ maxDepth: 2 }).map((each) => each as Json),
);

const rule = fc.record({
  name: fc.constantFrom(...properties),
  types: fc.uniqueArray(fc.constantFrom(...JSON_TYPES), { maxLength: 3 }),
  required: fc.boolean(),
  description: fc.constantFrom('', 'Why'),
  values: fc.option(fc.uniqueArray(fc.constantFrom<Json>('free', 'pro', 1, null), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
  }),
  pattern: fc.option(fc.constantFrom('^[a-z]+$', 'r'), { nil: undefined }),
});

const branch = fc
  .record({
    name: fc.constantFrom(...names),
    rules: fc.array(rule, { maxLength: 4 }),
    unknown: fc.option(policy, { nil: undefined }),
  })
  .map(({ name, rules, unknown }) => {
    const filled = rules.reduce(
      (all, { values, pattern, ...rest }) =>
        withRule(all, {
          ...rest,
          ...(values === undefined ? {} : { values }),
          ...(pattern === undefined ? {} : { pattern }),
          more: [],
        }),
      emptyBranch(name),
    );
    return unknown === undefined ? filled : withOwnUnknown(filled, unknown);
  });

const plan: fc.Arbitrary<TrackingPlan> = fc
  .record({
    branches: fc.array(branch, { maxLength: 4 }),
    unknownEvents: policy,
    unknownProperties: fc.option(policy, { nil: undefined }),
  })
  .map(({ branches, unknownEvents, unknownProperties }) => {
    const filled = withUnknownEvents(branches.reduce(withEvent, emptyPlan()), unknownEvents);
    return unknownProperties === undefined ? filled : withUnknownProperties(filled, unknownProperties);
  });

const event = fc.record({
  event: fc.oneof(fc.constantFrom(...names), fc.string({ minLength: 1 })),
  properties: fc.dictionary(fc.oneof(fc.constantFrom(...properties), fc.string()), value, { maxKeys: 5 }),
});

test('a stock validator and Waymark decide alike on every event, and what edits make can be read again', () => {
  fc.assert(
    fc.property(plan, fc.array(event, { minLength: 1, maxLength: 8 }), (made, events) => {
      const document = JSON.parse(JSON.stringify(tidyPlan(made))) as Json;
      const read = readPlan(document);
      if (!read.ok) throw new Error(read.error);
      const judge = compilePlan(read.value);
      if (!judge.ok) throw new Error(judge.error);
      const stock = new Ajv2020({ strict: false, ownProperties: true, logger: false }).compile(document as object);
      for (const each of events) {
        const errors = judge.value.judge(each).filter(({ severity }) => severity === 'error');
        expect({ each, accepted: errors.length === 0 }).toEqual({ each, accepted: stock(each) });
      }
    }),
    { numRuns: 300 },
  );
});
