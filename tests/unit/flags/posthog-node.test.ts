/** PostHog's own server SDK, given our flags as definitions, judges people as we do. */
import fc from 'fast-check';
import { PostHog } from 'posthog-node';
import { describe, expect, test } from 'vitest';
import { evaluateFlag } from '../../../shared/flags/evaluate';
import { flagsDocumentSchema } from '../../../shared/flags/flag';
import type { JsonObject } from '../../../shared/model/json';
import { decodeSent } from '../../support/wire';

const texts = fc.constantFrom('pro', 'Team', 'free', '10', 'true', '');
const values = fc.oneof(texts, fc.integer({ min: 0, max: 20 }), fc.boolean());
const percent = fc.integer({ min: 0, max: 100 });

const property = fc.oneof(
  fc.record({
    key: fc.constantFrom('plan', 'seats'),
    operator: fc.constantFrom('exact' as const, 'is_not' as const),
    value: fc.oneof(values, fc.array(texts, { minLength: 1, maxLength: 3 })),
  }),
  fc.record({
    key: fc.constantFrom('plan', 'seats'),
    operator: fc.constantFrom('icontains' as const, 'not_icontains' as const),
    value: values,
  }),
  fc.record({
    key: fc.constant('seats'),
    operator: fc.constantFrom('gt' as const, 'gte' as const, 'lt' as const, 'lte' as const),
    value: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({ key: fc.constantFrom('plan', 'seats'), operator: fc.constant('is_set' as const) }),
);

const flags = fc.uniqueArray(
  fc
    .record(
      {
        key: fc.constantFrom('one', 'two', 'three'),
        enabled: fc.boolean(),
        payload: fc.jsonValue(),
        split: percent,
        conditions: fc.array(
          fc.record({ properties: fc.array(property, { maxLength: 2 }), rollout: percent }, { requiredKeys: [] }),
          { minLength: 1, maxLength: 3 },
        ),
      },
      { requiredKeys: ['key'] },
    )
    .map(({ split, ...flag }) =>
      split === undefined
        ? flag
        : {
            ...flag,
            variants: [
              { key: 'control', rollout: split, payload: { of: 'control' } },
              { key: 'test', rollout: 100 - split },
            ],
          },
    ),
  { selector: ({ key }) => key, minLength: 1, maxLength: 3 },
);

const people = fc.uniqueArray(
  fc.record({
    distinctId: fc.stringMatching(/^[\w@. -]{0,8}\w$/),
    // Where a property is missing, the SDK asks the server instead of judging.
    properties: fc.record({ plan: values, seats: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant('12')) }),
  }),
  { selector: ({ distinctId }) => distinctId, minLength: 1, maxLength: 20 },
);

describe('local evaluation by posthog-node', () => {
  test('agrees about every person', async () => {
    // What the SDK is not sure of it leaves to the server.
    const judged = { agreed: 0, left: 0 };
    await fc.assert(
      fc.asyncProperty(flags, people, async (said, persons) => {
        const document = flagsDocumentSchema.parse({ version: 1, flags: said });
        const { answer } = decodeSent({ method: 'GET', path: '/flags/definitions', flags: document });
        const client = new PostHog('phc_demo', {
          host: 'http://collector.test',
          personalApiKey: 'phx_any',
          fetch: () => Promise.resolve(new Response(answer.body, { status: 200 })),
        });
        await client.waitForLocalEvaluationReady(2_000);
        for (const person of persons) {
          const personProperties = person.properties as Record<string, string>;
          const options = { personProperties, onlyEvaluateLocally: true };
          const evaluated = await client.evaluateFlags(person.distinctId, options);
          for (const flag of document.flags) {
            const ours = evaluateFlag(flag, { ...person, properties: person.properties satisfies JsonObject });
            const value = ours.enabled ? (ours.variant ?? true) : false;
            const theirs = evaluated.getFlag(flag.key);
            judged[theirs === undefined ? 'left' : 'agreed'] += 1;
            if (theirs !== undefined) expect(theirs, `${flag.key} for ${person.distinctId}`).toBe(value);
          }
        }
        await client.shutdown();
      }),
      { numRuns: 60 },
    );
    expect(judged.agreed).toBeGreaterThan(judged.left * 5);
  }, 60_000);
});
