import { describe, expect, test } from 'vitest';
import { flagsDocumentSchema } from '../../../shared/flags/document';
import { NO_FLAGS } from '../../../shared/flags/flag';
import { decodeSent, type Sent } from '../../support/wire';

const FLAGS = flagsDocumentSchema.parse({
  version: 1,
  flags: [
    { key: 'everybody', payload: { colour: 'red' } },
    { key: 'pro-only', conditions: [{ properties: [{ key: 'plan', value: 'pro' }] }] },
    { key: 'split', description: 'An experiment', variants: [{ key: 'test', rollout: 100, payload: 7 }] },
    { key: 'gone', enabled: false, payload: 'never' },
  ],
});

const json = (sent: Partial<Sent> & { path: string }): Record<string, unknown> =>
  JSON.parse(decodeSent({ flags: FLAGS, ...sent }).answer.body) as Record<string, unknown>;

const asked = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  token: 'phc_demo',
  distinct_id: 'ana',
  ...more,
});

describe('a request for flags is answered in the shape of its version', () => {
  test('/flags?v=2: all that is known of each', () => {
    const { flags, errorsWhileComputingFlags } = json({ path: '/flags/', query: { v: '2' }, body: asked() });
    expect(errorsWhileComputingFlags).toBe(false);
    expect(flags).toEqual({
      everybody: {
        key: 'everybody',
        enabled: true,
        variant: null,
        reason: { code: 'condition_match', condition_index: 0, description: 'Matched condition set 1' },
        metadata: { id: 1, version: 1, payload: '{"colour":"red"}', description: null },
      },
      'pro-only': {
        key: 'pro-only',
        enabled: false,
        variant: null,
        reason: { code: 'no_condition_match', condition_index: 0, description: 'No matching condition set' },
        metadata: { id: 2, version: 1, payload: null, description: null },
      },
      split: {
        key: 'split',
        enabled: true,
        variant: 'test',
        reason: { code: 'condition_match', condition_index: 0, description: 'Matched condition set 1' },
        metadata: { id: 3, version: 1, payload: '7', description: 'An experiment' },
      },
    });
  });

  test('/decide?v=4 has the same', () => {
    const { flags } = json({ path: '/decide/', query: { v: '4' }, body: asked() });
    expect(flags).toHaveProperty('split.variant', 'test');
  });

  test('/decide?v=3 and /flags without a version: values, and payloads as JSON texts', () => {
    for (const sent of [
      { path: '/decide/', query: { v: '3' } },
      { path: '/flags/', query: {} },
    ]) {
      expect(json({ ...sent, body: asked({ person_properties: { plan: 'PRO' } }) })).toMatchObject({
        featureFlags: { everybody: true, 'pro-only': true, split: 'test' },
        featureFlagPayloads: { everybody: '{"colour":"red"}', split: '7' },
      });
      // What is switched off is not there at PostHog either.
      expect(json({ ...sent, body: asked() })['featureFlags']).not.toHaveProperty('gone');
    }
  });

  test('/decide?v=2: those that are on; before: their names', () => {
    expect(json({ path: '/decide/', query: { v: '2' }, body: asked() })['featureFlags']).toEqual({
      everybody: true,
      split: 'test',
    });
    expect(json({ path: '/decide/', body: asked() })['featureFlags']).toEqual(['everybody', 'split']);
  });

  test('a server may name the ones that it wants', () => {
    const body = asked({ flag_keys_to_evaluate: ['split', 'unknown'] });
    const { flags } = json({ path: '/flags/', query: { v: '2' }, body });
    expect(Object.keys(flags as object)).toEqual(['split']);
    const browsers = json({ path: '/flags/', query: { v: '2' }, body: asked({ flag_keys: ['everybody'] }) });
    expect(Object.keys(browsers['flags'] as object)).toEqual(['everybody']);
  });

  test('where the document cannot be read, SDKs are told to keep to what they know', () => {
    const sent = { path: '/flags/', query: { v: '2' }, body: asked(), flags: { ...NO_FLAGS, problem: 'no JSON' } };
    expect(json(sent)).toMatchObject({ flags: {}, errorsWhileComputingFlags: true });
  });

  test('a request that cannot be read is answered for nobody in particular', () => {
    expect(json({ path: '/flags/', query: { v: '2' }, body: '{' })).toHaveProperty('flags.everybody.enabled', true);
  });
});

describe('servers', () => {
  test.each(['/flags/definitions', '/api/feature_flag/local_evaluation'])('%s has the rules', (path) => {
    const { flags } = json({ method: 'GET', path, query: { token: 'phc_demo' } });
    expect(flags).toMatchObject([
      { key: 'everybody', active: true, filters: { payloads: { true: '{"colour":"red"}' } } },
      {
        key: 'pro-only',
        filters: {
          groups: [
            {
              properties: [{ key: 'plan', operator: 'exact', value: 'pro', type: 'person' }],
              rollout_percentage: 100,
              variant: null,
            },
          ],
        },
      },
      { key: 'split', filters: { multivariate: { variants: [{ key: 'test', rollout_percentage: 100 }] } } },
      { key: 'gone', active: false },
    ]);
  });

  test.each(['/flags/definitions', '/api/projects/@current/feature_flags/everybody/remote_config'])(
    'alone are told what %s holds',
    (path) => {
      for (const headers of [{ origin: 'http://elsewhere.test' }, { 'user-agent': 'Mozilla/5.0 Chrome/140' }]) {
        const { answer } = decodeSent({ method: 'GET', path, headers, flags: FLAGS });
        expect(answer.status).toBe(403);
        expect(answer.body).not.toContain('colour');
      }
    },
  );

  test('fetch the payload of one flag', () => {
    const at = (key: string) =>
      decodeSent({
        method: 'GET',
        path: `/api/projects/@current/feature_flags/${key}/remote_config`,
        flags: FLAGS,
      }).answer;
    expect(at('everybody')).toMatchObject({ status: 200, body: JSON.stringify('{"colour":"red"}') });
    for (const key of ['pro-only', 'gone', 'unknown', '%E0%A4%A']) expect(at(key).status).toBe(404);
  });
});

describe('scripts', () => {
  const script = (path: string): string | undefined => decodeSent({ method: 'GET', path }).answer.script;

  test('are named by version or without', () => {
    expect(script('/static/1.449.2/lazy-recorder.js')).toBe('lazy-recorder.js');
    expect(script('/static/recorder-v2.js')).toBe('recorder-v2.js');
    expect(script('/static/1.300.0-beta.1/web-vitals-with-attribution.js')).toBe('web-vitals-with-attribution.js');
    expect(script('/static/array.full.js')).toBe('array.full.js');
  });

  test.each([
    '/static/../secret.js',
    '/static/1.2/../x.js',
    '/static/..%2fx.js',
    '/static/a/b/c.js',
    '/static/LICENSE',
    '/static/.js',
  ])('are never a path: %s', (path) => {
    expect(script(path)).toBeUndefined();
    expect(decodeSent({ method: 'GET', path }).answer.status).toBe(404);
  });

  test('the toolbar is an empty one', () => {
    expect(decodeSent({ method: 'GET', path: '/static/toolbar.js' }).answer).toMatchObject({
      status: 200,
      contentType: 'text/javascript; charset=utf-8',
    });
  });
});

describe('whom a flag is told to', () => {
  const document = flagsDocumentSchema.parse({
    version: 1,
    flags: [
      { key: 'for-all' },
      { key: 'for-browsers', runtime: 'client' },
      { key: 'for-servers', runtime: 'server' },
      { key: 'for-checkout', contexts: ['checkout', 'cart'] },
      { key: 'without-servers', conditions: [{ properties: [{ flag: 'for-servers', value: false }] }] },
    ],
  });
  const told = (body: Record<string, unknown>, headers: Record<string, string> = {}, query = {}): string[] =>
    Object.keys(
      json({ path: '/flags/', query: { v: '2', ...query }, headers, body: asked(body), flags: document })[
        'flags'
      ] as object,
    );
  const on = (body: Record<string, unknown>, key: string): unknown =>
    json({ path: '/flags/', query: { v: '2' }, body: asked(body), flags: document })['flags']?.[key as never]?.[
      'enabled'
    ];

  test('goes by where the SDK runs: as it says, else by its headers', () => {
    const [browsers, servers] = [
      ['for-all', 'for-browsers', 'for-checkout', 'without-servers'],
      ['for-all', 'for-servers', 'for-checkout', 'without-servers'],
    ];
    expect(told({}, { 'user-agent': 'Mozilla/5.0 (X11)' })).toEqual(browsers);
    expect(told({}, { 'user-agent': 'posthog-ios/3.1' })).toEqual(browsers);
    expect(told({}, { origin: 'http://shop.test' })).toEqual(browsers);
    expect(told({}, { 'user-agent': 'posthog-node/5.70.0' })).toEqual(servers);
    expect(told({ evaluation_runtime: 'server' }, { 'user-agent': 'Mozilla/5.0 (X11)' })).toEqual(servers);
    expect(told({})).toEqual(['for-all', 'for-checkout', 'without-servers']);
    expect(told({ evaluation_runtime: 'all' })).toEqual(document.flags.map(({ key }) => key));
  });

  test('what is not for the asker is off for the flags that depend on it', () => {
    expect(on({ evaluation_runtime: 'client' }, 'without-servers')).toBe(true);
    expect(on({ evaluation_runtime: 'server' }, 'without-servers')).toBe(false);
  });

  test('goes by the contexts that the SDK names', () => {
    expect(told({ evaluation_contexts: ['cart'] })).toContain('for-checkout');
    expect(told({ evaluation_environments: ['blog'] })).not.toContain('for-checkout');
    expect(told({ evaluation_contexts: [] })).toContain('for-checkout');
  });

  test('none, where flags are disabled, or where only those of surveys are asked for', () => {
    expect(told({ disable_flags: true })).toEqual([]);
    expect(told({}, {}, { only_evaluate_survey_feature_flags: 'true' })).toEqual([]);
  });
});

describe('what the SDK says of somebody', () => {
  const one = (flag: object, body: Record<string, unknown>): unknown => {
    const flags = flagsDocumentSchema.parse({ version: 1, flags: [{ key: 'half', ...flag }] });
    return json({ path: '/flags/', query: { v: '2' }, body: asked(body), flags })['flags']?.['half' as never]?.[
      'enabled'
    ];
  };
  const half = { conditions: [{ rollout: 50 }] };
  /** By the hash: one within the half, one outside. */
  const [inside, outside] = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']
    .map((id) => ({ id, isOn: one(half, { distinct_id: id }) }))
    .sort((a, b) => Number(b.isOn) - Number(a.isOn))
    .flatMap(({ id }, index, all) => (index === 0 || index === all.length - 1 ? [id] : []));

  test('its device, beside or among the properties', () => {
    const device = { ...half, bucketing: 'device_id' };
    expect(one(device, { $device_id: inside, distinct_id: outside })).toBe(true);
    expect(one(device, { $device_id: outside, distinct_id: inside })).toBe(false);
    expect(one(device, { person_properties: { $device_id: inside }, distinct_id: outside })).toBe(true);
    expect(one(device, { distinct_id: inside })).toBe(false);
  });

  test('its groups, not more than the store can be asked about', () => {
    const company = { conditions: [{ properties: [{ key: '$group_key', group: 'company', value: 'acme' }] }] };
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`type ${i}`, 'x']));
    expect(one(company, { groups: { company: 'acme', ...many } })).toBe(true);
    expect(one(company, { $groups: { company: 'acme' } })).toBe(true);
    expect(one(company, { groups: { ...many, company: 'acme' } })).toBe(false);
  });

  test('who it was before', () => {
    const stays = { ...half, continuity: true };
    expect(one(stays, { $anon_distinct_id: inside, distinct_id: outside })).toBe(true);
    expect(one(stays, { $anon_distinct_id: outside, distinct_id: inside })).toBe(false);
    expect(one(half, { $anon_distinct_id: outside, distinct_id: inside })).toBe(true);
  });
});

describe('payloads that are for servers', () => {
  const flags = flagsDocumentSchema.parse({
    version: 1,
    flags: [{ key: 'keys', isSecret: true, payload: { secret: 'abc' }, earlyAccess: {} }],
  });

  test('are told to nobody but who asks for the flag by its key', () => {
    const everything = [
      json({ path: '/flags/', query: { v: '2' }, body: asked(), flags }),
      json({ path: '/decide/', query: { v: '3' }, body: asked(), flags }),
      json({ method: 'GET', path: '/flags/definitions', flags }),
      json({ method: 'GET', path: '/api/early_access_features', flags }),
      json({ method: 'GET', path: '/mixpanel/flags', query: { context: '{"distinct_id":"ana"}' }, flags }),
    ].map((answer) => JSON.stringify(answer));
    for (const answer of everything) expect(answer).not.toContain('abc');
    expect(everything[0]).toContain('(encrypted)');
    const path = '/api/projects/1/feature_flags/keys/remote_config';
    expect(decodeSent({ method: 'GET', path, flags }).answer.body).toContain('abc');
  });
});

describe('early access', () => {
  const flags = flagsDocumentSchema.parse({
    version: 1,
    flags: [
      { key: 'plain' },
      {
        key: 'dark',
        description: 'internal',
        earlyAccess: { name: 'Dark mode', documentation: 'https://shop.test/dark' },
      },
      { key: 'idea', earlyAccess: { stage: 'concept' }, payload: 1 },
      { key: 'off', enabled: false, earlyAccess: {} },
    ],
  });
  const listed = (more: Partial<Sent> = {}): unknown =>
    json({ method: 'GET', path: '/api/early_access_features/', flags, ...more })['earlyAccessFeatures'];

  test('features are listed by stage, what is in beta where none is named', () => {
    expect(listed()).toEqual([
      {
        id: 'dark',
        name: 'Dark mode',
        description: '',
        stage: 'beta',
        documentationUrl: 'https://shop.test/dark',
        payload: {},
        flagKey: 'dark',
      },
    ]);
    expect(listed({ query: { stage: 'concept' } })).toMatchObject([{ name: 'idea', payload: 1 }]);
    expect(listed({ query: { stage: 'beta' }, repeated: { stage: ['concept', 'beta'] } })).toHaveLength(2);
  });
});
