/** PostHog's own server SDK, given our flags as definitions, judges people as we do. */
import fc from 'fast-check';
import { PostHog } from 'posthog-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { evaluateFlag } from '../../../shared/flags/evaluate';
import { flagsDocumentSchema, type FlagsDocument } from '../../../shared/flags/document';
import { PART_OPERATORS, WHOLE_VERSION_OPERATORS } from '../../../shared/flags/operators';
import type { JsonObject } from '../../../shared/model/json';
import { decodeSent } from '../../support/wire';

const texts = fc.constantFrom('pro', 'Team', 'free', '10', 'true', '');
const values = fc.oneof(texts, fc.integer({ min: 0, max: 20 }), fc.boolean());
const percent = fc.integer({ min: 0, max: 100 });
const DAY_MS = 86_400_000;
/** A day off from what is relative to now, so that the moments between the two judgements change nothing. */
const instants = fc.integer({ min: -900, max: 900 }).map((days) => Date.now() + days * DAY_MS - DAY_MS / 3);
const dates = fc.oneof(
  instants,
  instants.map((at) => new Date(at).toISOString()),
  instants.map((at) => new Date(at).toISOString().slice(0, 10)),
  fc.constantFrom('yesterday', ''),
);
const wantedDates = fc.oneof(
  fc.constantFrom('-7d', '14d', '-3h', '-2w', '18m', '-1y', '-13m'),
  instants.map((at) => new Date(at).toISOString()),
  fc.constantFrom('2026-01-31', '2025-02-28T23:59:59+02:00'),
);
const versions = fc.constantFrom(
  '1.2.3',
  'v1.2',
  '1.3.0-beta.1',
  '0.3.1',
  '0.0.4',
  '2',
  '1.02.0',
  'next',
  '1.2.3+build',
);
const goodVersions = fc.constantFrom('1.2.3', 'v1.2', '1.3.0-beta.1', '0.3.0', '0.0.4', '1');

const textKeys = fc.constantFrom('plan', 'seats');
const tests = fc.oneof(
  fc.record({
    key: textKeys,
    operator: fc.constantFrom('exact', 'is_not'),
    value: fc.oneof(values, fc.array(texts, { minLength: 1, maxLength: 3 })),
  }),
  fc.record({
    key: textKeys,
    operator: fc.constantFrom(...PART_OPERATORS),
    value: fc.oneof(values, fc.array(texts, { minLength: 2, maxLength: 3 })),
  }),
  fc.record({
    key: textKeys,
    operator: fc.constantFrom('regex', 'not_regex'),
    value: fc.constantFrom('^p', 'ee$', '(r|e)+', '[0-9]{2}', String.raw`^\d+$`, 'T.*m', 't|f', '.', '', 'x*$'),
  }),
  fc.record({
    key: fc.constant('seats'),
    operator: fc.constantFrom('gt', 'gte', 'lt', 'lte'),
    value: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({
    key: fc.constant('since'),
    operator: fc.constantFrom('is_date_before', 'is_date_after'),
    value: wantedDates,
  }),
  fc.record({
    key: fc.constant('version'),
    operator: fc.constantFrom(...WHOLE_VERSION_OPERATORS),
    value: goodVersions,
  }),
  fc.record({
    key: fc.constant('version'),
    operator: fc.constant('semver_wildcard'),
    value: fc.constantFrom('1.*', '1.2.*', '0.3.*', 'v1.*'),
  }),
  fc.record({ key: textKeys, operator: fc.constant('is_set') }),
);

const isIn = fc.constantFrom('in', 'not_in');
const rules = fc.letrec((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    tests,
    fc.record({ all: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { maxLength: 3 }) }),
  ),
}));
const cohorts = fc
  .record({ first: rules['rule'] as fc.Arbitrary<unknown>, second: tests, isIn })
  .map(({ first, second, isIn: operator }) => [
    { key: 'first', rule: first },
    { key: 'second', rule: { any: [{ cohort: 'first', operator }, second] } },
    { key: 'listed', ids: ['ana', 'b'] },
  ]);

const properties = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: tests },
    { weight: 2, arbitrary: fc.record({ cohort: fc.constantFrom('first', 'second', 'listed'), operator: isIn }) },
    { weight: 1, arbitrary: fc.record({ segment: fc.constant('payers'), operator: isIn }) },
    {
      weight: 2,
      arbitrary: fc.record({ flag: fc.constantFrom('one', 'two'), value: fc.constantFrom(true, false, 'test') }),
    },
  ),
  { maxLength: 2 },
);

const flags = fc
  .uniqueArray(
    fc.record(
      {
        key: fc.constantFrom('one', 'two', 'three'),
        enabled: fc.boolean(),
        // The SDK takes payloads such as 0 and false for none; JSON knows no -0.
        payload: fc
          .json()
          .map((text): unknown => JSON.parse(text))
          .filter(Boolean),
        split: percent,
        group: fc.constantFrom('company', 'team'),
        holdout: fc.record({ id: fc.constant('2026'), share: percent }),
        earlyExit: fc.boolean(),
        bucketing: fc.constantFrom('distinct_id', 'device_id'),
        continuity: fc.constant(true),
        earlyAccess: fc.constantFrom({ stage: 'beta' }, { stage: 'concept' }),
        conditions: fc.array(
          fc.record({ properties, rollout: percent, ofGroup: fc.constant('company') }, { requiredKeys: [] }),
          { minLength: 1, maxLength: 3 },
        ),
      },
      { requiredKeys: ['key'] },
    ),
    { selector: ({ key }) => key, minLength: 1, maxLength: 3 },
  )
  .map((said) =>
    said.map(({ split, conditions, bucketing, continuity, earlyAccess, ...flag }, index) => ({
      ...flag,
      // What does not go together is refused.
      ...(flag.group === undefined && bucketing !== undefined ? { bucketing } : {}),
      ...(flag.group === undefined && bucketing === undefined && index === 2 && continuity ? { continuity } : {}),
      ...(flag.group === undefined && split === undefined && index === 1 && earlyAccess ? { earlyAccess } : {}),
      ...(split === undefined
        ? {}
        : {
            variants: [
              { key: 'control', rollout: split, payload: { of: 'control' } },
              { key: 'test', rollout: 100 - split },
            ],
          }),
      ...(conditions === undefined
        ? {}
        : {
            conditions: conditions.map(({ properties: tested = [], ofGroup, ...condition }) => ({
              ...condition,
              ...(flag.group === undefined && ofGroup !== undefined ? { group: ofGroup } : {}),
              // Flags may name only others before them, and groups are in no cohort.
              properties: tested.filter((each) => {
                if ('flag' in each) return said.slice(0, index).some(({ key }) => key === each.flag);
                return (flag.group === undefined && ofGroup === undefined) || 'key' in each;
              }),
            })),
          }),
    })),
  );

const traits = fc.record({
  plan: fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) }),
  seats: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant('12')),
  since: dates,
  version: versions,
});

const people = fc.uniqueArray(
  fc.record({
    distinctId: fc.stringMatching(/^[\w@. -]{0,8}\w$/),
    // Where a property is missing, the SDK asks the server instead of judging.
    properties: traits,
    deviceId: fc.option(fc.stringMatching(/^device-\d$/), { nil: undefined }),
    company: fc.option(fc.record({ key: fc.stringMatching(/^\w{1,8}$/), properties: traits }), { nil: undefined }),
  }),
  { selector: ({ distinctId }) => distinctId, minLength: 1, maxLength: 20 },
);

type Person = typeof people extends fc.Arbitrary<(infer One)[]> ? One : never;

/** What both say of each flag for each person; `theirs` is undefined where the SDK would ask. */
async function judge(document: FlagsDocument, persons: readonly Person[]) {
  const { answer } = decodeSent({ method: 'GET', path: '/flags/definitions', flags: document });
  const client = new PostHog('phc_demo', {
    host: 'http://collector.test',
    personalApiKey: 'phx_any',
    fetch: () => Promise.resolve(new Response(answer.body, { status: 200 })),
  });
  await client.waitForLocalEvaluationReady(2_000);
  const verdicts = [];
  for (const { distinctId, properties: own, deviceId, company } of persons) {
    const evaluated = await client.evaluateFlags(distinctId, {
      personProperties: {
        ...(own as Record<string, string>),
        ...(deviceId === undefined ? {} : { $device_id: deviceId }),
      },
      onlyEvaluateLocally: true,
      ...(company === undefined
        ? {}
        : {
            groups: { company: company.key },
            groupProperties: { company: company.properties as Record<string, string> },
          }),
    });
    for (const flag of document.flags) {
      const ours = evaluateFlag(
        flag,
        {
          distinctId,
          ...(deviceId === undefined ? {} : { deviceId }),
          properties: own satisfies JsonObject,
          ...(company === undefined ? {} : { groups: { company } }),
        },
        { flags: document.flags, cohorts: document.cohorts, now: Date.now() },
      );
      verdicts.push({
        flag: flag.key,
        distinctId,
        ours: ours.enabled ? (ours.variant ?? true) : false,
        theirs: evaluated.getFlag(flag.key),
        payloads: [ours.payload ?? null, evaluated.getFlagPayload(flag.key) ?? null],
      });
    }
  }
  await client.shutdown();
  return verdicts;
}

// It warns of each flag that it would ask about.
beforeAll(() => void vi.spyOn(console, 'warn').mockReturnValue());
afterAll(() => void vi.restoreAllMocks());

describe('local evaluation by posthog-node', () => {
  test('agrees about every person', async () => {
    // What the SDK is not sure of it leaves to the server.
    const judged = { agreed: 0, left: 0 };
    await fc.assert(
      fc.asyncProperty(flags, cohorts, people, async (said, known, persons) => {
        const document = flagsDocumentSchema.parse({ version: 1, flags: said, cohorts: known });
        for (const { flag, distinctId, ours, theirs, payloads } of await judge(document, persons)) {
          judged[theirs === undefined ? 'left' : 'agreed'] += 1;
          if (theirs === undefined) continue;
          expect(theirs, `${flag} for ${distinctId}`).toBe(ours);
          if (ours !== false) expect(payloads[1], `payload of ${flag}`).toEqual(payloads[0]);
        }
      }),
      { numRuns: 200 },
    );
    expect(judged.agreed).toBeGreaterThan(judged.left * 3);
  }, 120_000);

  test('decides by each operator, cohort, flag and group, and leaves what it cannot know to us', async () => {
    const on = (key: string, property: unknown, more: object = {}) => ({
      key,
      conditions: [{ properties: [property] }],
      ...more,
    });
    const document = flagsDocumentSchema.parse({
      version: 1,
      flags: [
        on('date', { key: 'since', operator: 'is_date_after', value: '-7d' }),
        on('pattern', { key: 'plan', operator: 'regex', value: '^p.o$' }),
        on('version', { key: 'version', operator: 'semver_caret', value: '1.1' }),
        on('cohort', { cohort: 'paying' }),
        on('not-cohort', { cohort: 'paying', operator: 'not_in' }),
        on('needs', { flag: 'date' }),
        on('needs-off', { flag: 'date', value: false }),
        on('for-company', { key: 'seats', operator: 'gt', value: 5 }, { group: 'company' }),
        { key: 'held', holdout: { id: 'all', share: 100 } },
        on('listed', { cohort: 'beta' }),
        on('segment', { segment: 'payers' }),
        on('either', { key: 'plan', operator: 'icontains', value: ['pr', 'te'] }),
        on('span', { key: 'seats', operator: 'between', value: [1, 5] }),
        on('person-of-company', { key: 'plan', value: 'pro', group: null }, { group: 'company' }),
        on('by-device', { key: 'plan', value: 'pro' }, { bucketing: 'device_id' }),
        on('continued', { key: 'plan', value: 'pro' }, { continuity: true }),
        on('chosen', { key: 'plan', value: 'pro' }, { earlyAccess: {} }),
        { key: 'stops', earlyExit: true, conditions: [{ rollout: 0 }, {}] },
        // It could not tell whether the first one ends it.
        {
          key: 'may-stop',
          earlyExit: true,
          conditions: [{ rollout: 0, properties: [{ key: 'plan', operator: 'icontains', value: ['pr', 'te'] }] }, {}],
        },
        { key: 'mixed', conditions: [{ group: 'company', properties: [{ key: 'seats', operator: 'gt', value: 5 }] }] },
      ],
      cohorts: [
        {
          key: 'paying',
          rule: { any: [{ all: [{ key: 'plan', value: 'pro' }] }, { key: 'seats', operator: 'gte', value: 10 }] },
        },
        { key: 'beta', ids: ['ana'] },
      ],
    });
    const now = new Date().toISOString();
    const verdicts = await judge(document, [
      {
        distinctId: 'ana',
        deviceId: 'device-1',
        properties: { plan: 'pro', seats: 3, since: now, version: '1.2.3' },
        company: { key: 'acme', properties: { plan: 'free', seats: 12, since: now, version: '2' } },
      },
    ]);
    expect(Object.fromEntries(verdicts.map(({ flag, ours, theirs }) => [flag, [ours, theirs]]))).toEqual({
      date: [true, true],
      pattern: [true, true],
      version: [true, true],
      cohort: [true, true],
      'not-cohort': [false, false],
      needs: [true, true],
      'needs-off': [false, false],
      'for-company': [true, true],
      held: ['holdout-all', 'holdout-all'],
      listed: [true, undefined],
      segment: [false, undefined],
      either: [true, undefined],
      span: [true, undefined],
      'person-of-company': [true, undefined],
      'by-device': [true, true],
      continued: [true, undefined],
      chosen: [true, undefined],
      stops: [false, false],
      'may-stop': [false, undefined],
      mixed: [true, true],
    });
  });
});
