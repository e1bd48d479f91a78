/** The tracking plan on a real engine: learned, kept as a file, held against what arrives and what is stored. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandOutput } from '../../../shared/contract/commands';
import type { Json } from '../../../shared/model/json';
import { branchOf, type TrackingPlan } from '../../../shared/plan/document';
import { emptyBranch, emptyPlan, rulesOf, withEvent, withRule } from '../../../shared/plan/edit';
import { applyChanges } from '../../../shared/plan/learn';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let it: TestEngine;
beforeEach(async () => {
  it = await openTestEngine();
});
afterEach(async () => {
  await it.close();
});

const put = (plan: TrackingPlan | null, stamp?: string) =>
  it.engine.json['plan.put']({ plan, ...(stamp === undefined ? {} : { stamp }) }, neverAborted());
const get = () => it.engine.json['plan.get']({}, neverAborted());
const violations = (): Promise<CommandOutput<'plan.violations'>> =>
  it.engine.json['plan.violations']({ wait: true }, neverAborted());
const learn = () => it.engine.json['plan.learn']({}, neverAborted());

const shop = withEvent(
  emptyPlan('Shop'),
  withRule(emptyBranch('Checkout'), {
    name: 'plan',
    types: ['string'],
    required: true,
    description: '',
    values: ['free', 'pro'],
    more: [],
  }),
);
const checkout = (properties: Record<string, Json>) => ({ event: 'Checkout', properties });

describe('the document', () => {
  test('is a file of the workspace; a change by hand is not overwritten unawares', async () => {
    expect(await get()).toEqual({ stamp: 'none' });
    const { stamp } = await put(shop);
    const file = join(it.dir, 'tracking-plan.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(shop);
    await writeFile(file, JSON.stringify({ ...shop, title: 'By hand' }));
    expect((await get()).plan?.title).toBe('By hand');
    await expect(put(shop, stamp)).rejects.toThrow(/changed meanwhile/);
    await put(null);
    expect(await get()).toEqual({ stamp: 'none' });
  });

  test('that is broken is named with its place, and nothing is judged by it', async () => {
    await put(shop);
    await it.store(checkout({ plan: 'Pro' }));
    expect((await violations()).errors).toBe(1);
    await writeFile(join(it.dir, 'tracking-plan.json'), '{"$schema": 1}');
    expect((await get()).problem).toMatch(/^tracking-plan\.json: \$schema: must be https:/);
    expect(await violations()).toMatchObject({ hasPlan: false, rows: [] });
    await expect(learn()).rejects.toThrow(/Correct the file first/);
    await expect(put({ ...shop, $defs: { money: { type: 'coins' } } } as TrackingPlan)).rejects.toThrow(
      /no valid JSON Schema/,
    );
  });
});

describe('events', () => {
  test('are judged as they are stored, counted by place, with the newest as examples', async () => {
    await put(shop);
    for (let n = 0; n < 8; n++) await it.store(checkout({ plan: n < 7 ? `p${n}` : 'free' }), { event: 'checkout' });
    const found = await violations();
    expect(found).toMatchObject({ hasPlan: true, checked: 16, errors: 7, warnings: 8, waiting: 0 });
    const [first] = found.rows;
    expect(first).toMatchObject({ event: 'Checkout', path: 'properties.plan', kind: 'not_in_enum', count: 7 });
    expect(first?.examples.map(({ got, eid }) => [got, eid])).toEqual([6, 5, 4, 3, 2].map((n) => [`"p${n}"`, n * 2]));
    expect(found.events).toEqual([
      { event: 'Checkout', checked: 8, errors: 7, warnings: 0 },
      { event: 'checkout', checked: 8, errors: 0, warnings: 8 },
    ]);
  });

  test('stored before the plan, by an import, or before a restart are judged once each', async () => {
    await it.store(checkout({}), checkout({ plan: 'pro' }));
    await put(shop);
    expect(await violations()).toMatchObject({ checked: 2, errors: 1 });
    await it.importText(
      'more.jsonl',
      '{"event":"Checkout","distinct_id":"ada","time":"2026-01-01T00:00:00Z","plan":"gold"}\n',
    );
    await it.store(checkout({ plan: 3 }));
    expect(await violations()).toMatchObject({ checked: 4, errors: 3 });
    it = await it.reopen();
    const again = await violations();
    expect(again).toMatchObject({ checked: 4, errors: 3 });
    expect(again.rows.map(({ kind }) => kind).sort()).toEqual(['missing_property', 'not_in_enum', 'wrong_type']);
  });

  test('are all judged anew by another plan', async () => {
    await put(shop);
    await it.store(checkout({ plan: 'gold' }));
    expect((await violations()).errors).toBe(1);
    const branch = branchOf(shop, 'Checkout');
    if (branch === undefined) throw new Error('no branch');
    const [rule] = rulesOf(branch);
    if (rule === undefined) throw new Error('no rule');
    await put(withEvent(shop, withRule(branch, { ...rule, values: ['free', 'pro', 'gold'] })));
    expect(await violations()).toMatchObject({ checked: 1, errors: 0 });
  });

  test('of the whole workspace are validated by any plan', async () => {
    await it.store(checkout({ plan: 'gold' }), checkout({ plan: 'pro' }));
    const steps: CommandOutput<'plan.validate'>[] = [];
    for await (const step of it.engine.stream['plan.validate']({ plan: shop }, neverAborted())) steps.push(step);
    expect(steps.at(-1)).toMatchObject({ type: 'done', report: { checked: 2, errors: 1 } });
    const unplanned = it.engine.stream['plan.validate']({}, neverAborted());
    await expect(unplanned.next()).rejects.toThrow(/no tracking-plan\.json/);
  });
});

describe('learning', () => {
  test('describes what was seen, and then nothing is left to learn', async () => {
    const plans = ['free', 'pro', 'team'];
    for (let n = 0; n < 30; n++) {
      await it.store(
        {
          event: 'Checkout',
          properties: {
            plan: plans[n % 3] as string,
            total: n / 2,
            cart: { items: n },
            at: '2026-01-01T00:00:00Z',
            $lib: 'web',
          },
        },
        { event: '$pageview', properties: {} },
      );
    }
    await it.store(
      checkout({ plan: 'free', total: 1, cart: { items: 1, gift: true }, at: '2026-01-02', coupon: null }),
    );
    const { changes, examined } = await learn();
    expect(examined).toBe(31);
    expect(changes.map(({ kind, event, adds }) => [kind, event, adds])).toEqual([['add_event', 'Checkout', true]]);
    const learned = applyChanges(emptyPlan(), changes);
    expect(branchOf(learned, 'Checkout')?.properties.properties).toEqual({
      type: 'object',
      properties: {
        at: { type: 'string' },
        cart: {
          type: 'object',
          properties: { gift: { type: 'boolean' }, items: { type: 'integer' } },
          required: ['items'],
        },
        coupon: { type: 'null' },
        plan: { type: 'string', enum: plans },
        total: { type: 'number' },
      },
      required: ['at', 'cart', 'plan', 'total'],
    });
    await put(learned);
    expect((await learn()).changes).toEqual([]);
    expect(await violations()).toMatchObject({ errors: 0, warnings: 0 });
  });

  test('adds to a plan and leaves the words of people to them', async () => {
    await put(shop);
    for (let n = 0; n < 4; n++) await it.store(checkout({ plan: 'gold', extra: 1 }), checkout({ plan: 7 }));
    const { changes } = await learn();
    expect(changes.map(({ kind, keys, adds }) => [kind, keys.join('.'), adds])).toEqual([
      ['add_property', 'extra', true],
      ['change_type', 'plan', false],
      ['add_values', 'plan', false],
    ]);
    const added = applyChanges(
      shop,
      changes.filter(({ adds }) => adds),
    );
    expect(branchOf(added, 'Checkout')?.properties.properties.properties).toEqual({
      extra: { type: 'integer' },
      plan: { type: 'string', enum: ['free', 'pro'] },
    });
    const all = branchOf(applyChanges(shop, changes), 'Checkout')?.properties.properties;
    expect(all?.properties?.['plan']).toEqual({ type: ['string', 'integer'], enum: ['free', 'pro', 'gold'] });
    expect(all?.required).toEqual(['plan']);
  });
});

describe('events that tests wait for', () => {
  const find = (input: Parameters<TestEngine['engine']['json']['events.find']>[0], signal = neverAborted()) =>
    it.engine.json['events.find'](input, signal);

  test('are found by name, person and properties, in order, from a place on', async () => {
    await it.store(
      checkout({ plan: 'pro', cart: { n: 2, list: [1] } }),
      { ...checkout({ plan: '3' }), distinct_id: 'ben' },
      checkout({ plan: 3 }),
    );
    const eids = async (input: Parameters<typeof find>[0]): Promise<number[]> =>
      (await find(input)).events.map(({ eid }) => eid);
    expect(await eids({})).toEqual([0, 1, 2]);
    expect(await eids({ match: { cart: { n: 2 } } })).toEqual([0]);
    expect(await eids({ match: { cart: { list: [] } } })).toEqual([]);
    expect(await eids({ match: { plan: 3 } })).toEqual([2]);
    expect(await eids({ equals: [{ keys: ['plan'], text: '3' }] })).toEqual([1, 2]);
    expect(await eids({ distinct_id: 'ben' })).toEqual([1]);
    expect(await eids({ after: 1 })).toEqual([2]);
    expect(await find({ limit: 0 })).toMatchObject({ events: [], next: 2, enough: true });
  });

  test('are waited for, and what came instead is told', async () => {
    const waiting = find({ event: 'Checkout', match: { plan: 'pro' }, count: 2, timeoutMs: 10_000 });
    await it.store(checkout({ plan: 'pro' }), { event: 'checkout' });
    await it.store(checkout({ plan: 'free' }));
    await it.store(checkout({ plan: 'pro' }));
    expect((await waiting).events.map(({ eid }) => eid)).toEqual([0, 3]);
    const missing = await find({ event: 'Checkout', match: { plan: 'gold' }, count: 1, timeoutMs: 30 });
    expect(missing).toMatchObject({ enough: false, events: [], next: 3 });
    expect(missing.near.map(({ eid }) => eid)).toEqual([0, 2, 3]);
    expect(missing.others).toEqual([
      { event: 'Checkout', count: 3 },
      { event: 'checkout', count: 1 },
    ]);
  });

  test('are not waited for by who has gone away', async () => {
    const gone = new AbortController();
    const waiting = find({ count: 1, timeoutMs: 60_000 }, gone.signal);
    gone.abort();
    await expect(waiting).rejects.toThrow(/taken back/);
  });
});

describe('the reset of a run', () => {
  test('is refused where no test run is served, and keeps what was there before one', async () => {
    await it.store({ event: 'Before', received_at: 1000 });
    await expect(it.engine.json['run.reset']({}, neverAborted())).rejects.toThrow(/not started for tests/);
    const { dir } = it;
    await it.engine.close();
    it = await openTestEngine(dir, { testRunSince: 2000 });
    await put(shop);
    await it.store({ ...checkout({ plan: 'gold' }), event_id: 'again', received_at: 3000 });
    expect((await violations()).errors).toBe(1);
    expect(await it.engine.json['run.reset']({}, neverAborted())).toEqual({ events: 1, rejects: 0 });
    expect((await it.engine.json['events.find']({}, neverAborted())).events.map(({ event }) => event)).toEqual([
      'Before',
    ]);
    expect(await violations()).toMatchObject({ checked: 1, errors: 0 });
    const info = (): Promise<CommandOutput<'workspace.info'>> => it.engine.json['workspace.info']({}, neverAborted());
    await expect.poll(info).toMatchObject({ state: 'ready', events: 1, persons: 1 });
    // What was taken out may come again.
    await it.store({ ...checkout({ plan: 'pro' }), event_id: 'again', received_at: 3000 });
    await expect.poll(info).toMatchObject({ state: 'ready', events: 2 });
    await rm(join(dir, 'tracking-plan.json'));
  });

  test('takes out what was imported meanwhile, however long ago it was received', async () => {
    const { dir } = it;
    await it.engine.close();
    it = await openTestEngine(dir, { testRunSince: 2000 });
    const own = {
      event_id: 'e1',
      event: 'Old',
      kind: 'custom',
      timestamp: 1000,
      received_at: 1000,
      distinct_id: 'ada',
    };
    const row = JSON.stringify({ ...own, groups: {}, properties: {}, source: 'posthog' });
    expect(await it.importText('own.jsonl', row)).toMatchObject({ imported: 1 });
    expect(await it.engine.json['run.reset']({}, neverAborted())).toEqual({ events: 1, rejects: 0 });
    expect((await it.engine.json['events.find']({}, neverAborted())).events).toEqual([]);
  });
});
