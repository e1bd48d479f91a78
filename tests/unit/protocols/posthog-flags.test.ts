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
        reason: { code: 'no_condition_match', condition_index: null, description: 'No matching condition set' },
        metadata: { id: 2, version: 1, payload: null, description: null },
      },
      split: {
        key: 'split',
        enabled: true,
        variant: 'test',
        reason: { code: 'condition_match', condition_index: 0, description: 'Matched condition set 1' },
        metadata: { id: 3, version: 1, payload: '7', description: 'An experiment' },
      },
      gone: {
        key: 'gone',
        enabled: false,
        variant: null,
        reason: { code: 'disabled', condition_index: null, description: 'Feature flag is disabled' },
        metadata: { id: 4, version: 1, payload: null, description: null },
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
        featureFlags: { everybody: true, 'pro-only': true, split: 'test', gone: false },
        featureFlagPayloads: { everybody: '{"colour":"red"}', split: '7' },
      });
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
