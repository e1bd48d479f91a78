import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json';
import { readPlan } from '../../../shared/plan/document';
import {
  emptyBranch,
  emptyPlan,
  withDescription,
  withEvent,
  withOwnUnknown,
  withRule,
  withUnknownEvents,
  withUnknownProperties,
} from '../../../shared/plan/edit';
import { violationWords } from '../../../shared/plan/violation';
import { compilePlan, type PlanJudge } from '../../../shared/plan-check/compile-plan';

const checkout = (): ReturnType<typeof emptyBranch> => {
  let branch = withDescription(emptyBranch('Checkout'), 'Paid.');
  branch = withRule(branch, {
    name: 'plan',
    types: ['string'],
    required: true,
    description: '',
    values: ['free', 'pro'],
    more: [],
  });
  branch = withRule(branch, { name: 'total', types: ['number'], required: true, description: 'In EUR', more: [] });
  branch = withRule(branch, {
    name: 'coupon',
    types: ['string', 'null'],
    required: false,
    description: '',
    pattern: '^[A-Z]{4}$',
    more: [],
  });
  return withRule(branch, {
    name: 'mail',
    types: ['string'],
    required: false,
    description: '',
    format: 'email',
    more: [],
  });
};

const judgeOf = (plan: ReturnType<typeof emptyPlan>): PlanJudge => {
  const read = readPlan(JSON.parse(JSON.stringify(plan)) as Json);
  if (!read.ok) throw new Error(read.error);
  const judge = compilePlan(read.value);
  if (!judge.ok) throw new Error(judge.error);
  return judge.value;
};

const judged = (plan: ReturnType<typeof emptyPlan>, event: string, properties: JsonObject): string[] =>
  judgeOf(plan)
    .judge({ event, properties })
    .map((violation) => `${violation.severity} ${violation.kind} ${violationWords(violation)}`);

const plan = withEvent(emptyPlan(), checkout());

describe('an event of the plan', () => {
  test('as planned, nothing is said', () => {
    expect(judged(plan, 'Checkout', { plan: 'pro', total: 12.5, coupon: null, mail: 'ada@example.org' })).toEqual([]);
  });

  test('each mistake is named with its place, what was expected and what came', () => {
    const found = judged(plan, 'Checkout', { plan: 'Pro', coupon: 'abc', mail: 'nobody', total: '12' });
    expect(found.sort()).toEqual([
      'error not_in_enum properties.plan: expected one of "free", "pro"; came "Pro"',
      'error pattern properties.coupon: expected a text like /^[A-Z]{4}$/; came "abc"',
      'error wrong_type properties.total: expected a number; came "12"',
      'warning format properties.mail: expected a text of the format email; came "nobody"',
    ]);
    expect(judged(plan, 'Checkout', { total: 1 })).toEqual([
      'error missing_property properties.plan is missing; expected one of "free", "pro"',
    ]);
  });

  test('inside of objects and lists the place is a property path', () => {
    const nested = withRule(emptyBranch('Buy'), {
      name: 'cart',
      types: ['object'],
      required: true,
      description: '',
      more: [],
    });
    const schema = nested.properties.properties.properties as { cart: JsonObject };
    schema.cart = {
      type: 'object',
      properties: { 'a.b': { type: 'array', items: { type: 'object', required: ['price'] } } },
    };
    expect(judged(withEvent(plan, nested), 'Buy', { cart: { 'a.b': [{ price: 1 }, {}] } })).toEqual([
      'error missing_property properties.cart["a.b"][1].price is missing; expected a value',
    ]);
  });
});

describe('what the plan does not name', () => {
  const properties = { plan: 'pro', total: 1, extra: true, $lib: 'web', utm_source: 'x', gclid: '1' };

  test('properties: warned of, passed, or refused; never those that SDKs add', () => {
    expect(judged(plan, 'Checkout', properties)).toEqual([
      'warning unknown_property properties.extra: expected a property of the plan; came true',
    ]);
    expect(judged(withUnknownProperties(plan, 'allow'), 'Checkout', properties)).toEqual([]);
    expect(judged(withUnknownProperties(plan, 'refuse'), 'Checkout', properties)).toEqual([
      'error unknown_property properties.extra: expected a property of the plan; came true',
    ]);
    const own = withEvent(plan, withOwnUnknown(checkout(), 'refuse'));
    expect(judged(own, 'Checkout', properties)).toHaveLength(1);
    expect(judged(withUnknownProperties(own, 'allow'), 'Checkout', properties)).toEqual([]);
  });

  test('events: with the nearest name; never those that SDKs make', () => {
    expect(judged(plan, 'checkout', {})).toEqual([
      'warning unknown_event event: expected an event of the plan; the nearest is "Checkout"; came "checkout"',
    ]);
    expect(judged(withUnknownEvents(plan, 'refuse'), 'Something else', {})[0]).toMatch(/^error unknown_event/);
    expect(judged(withUnknownEvents(plan, 'refuse'), '$pageview', {})).toEqual([]);
    expect(judged(withUnknownEvents(plan, 'allow'), 'checkout', {})).toEqual([]);
  });
});

describe('a document that is no plan', () => {
  const broken = (change: (plan: JsonObject) => void): string => {
    const copy = JSON.parse(JSON.stringify(plan)) as JsonObject;
    change(copy);
    const read = readPlan(copy);
    if (!read.ok) return read.error;
    const judge = compilePlan(read.value);
    return judge.ok ? 'fine' : judge.error;
  };

  test('is refused with the place', () => {
    expect(broken((each) => delete each['$schema'])).toMatch(/^\$schema: must be https:/);
    expect(broken((each) => (each['x-waymark'] = { version: 9 }))).toMatch(/format version 9/);
    expect(broken((each) => (each['oneOf'] as Json[]).reverse())).toMatch(/oneOf\[0\].*comes last/);
    expect(broken((each) => (each['oneOf'] as Json[]).unshift((each['oneOf'] as Json[])[0] as Json))).toMatch(
      /described twice/,
    );
    expect(broken((each) => (each['oneOf'] as Json[]).shift())).toMatch(/lists «Checkout»/);
    expect(
      broken((each) => {
        const [first] = each['oneOf'] as JsonObject[];
        (
          first as unknown as { properties: { properties: { properties: JsonObject } } }
        ).properties.properties.properties['plan'] = { type: 'text' };
      }),
    ).toMatch(/no valid JSON Schema/);
  });
});
