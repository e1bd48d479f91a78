import { describe, expect, test } from 'vitest';
import { decodeSent, type Sent } from '../../support/wire';

describe('what the SDK asks beside', () => {
  const json = (sent: Sent): Record<string, unknown> =>
    JSON.parse(decodeSent(sent).answer.body) as Record<string, unknown>;

  test('remote config leaves autocapture on, as JSON and as a script', () => {
    expect(json({ method: 'GET', path: '/array/phc_demo/config' })).toMatchObject({
      autocapture_opt_out: false,
      supportedCompression: ['gzip', 'gzip-js'],
      sessionRecording: { endpoint: '/s/' },
      analytics: { endpoint: '/i/v0/e/' },
    });
    const script = decodeSent({ method: 'GET', path: '/array/phc_demo/config.js' }).answer;
    expect(script.contentType).toContain('text/javascript');
    const page: { _POSTHOG_REMOTE_CONFIG?: Record<string, unknown> } = {};
    // oxlint-disable-next-line typescript/no-implied-eval -- the script is what is tested
    new Function('window', script.body)(page);
    expect(page._POSTHOG_REMOTE_CONFIG).toMatchObject({
      phc_demo: { config: { autocapture_opt_out: false }, siteApps: [] },
    });
  });

  test('there are no flags; versions that expect the config with them get it', () => {
    const plain = json({ path: '/flags/', query: { v: '2' }, body: { token: 'phc_demo', distinct_id: 'd' } });
    expect(plain).toMatchObject({ flags: {}, errorsWhileComputingFlags: false });
    expect(plain).not.toHaveProperty('quota_limited');
    expect(plain).not.toHaveProperty('supportedCompression');
    expect(json({ path: '/flags', query: { v: '2', config: 'true' }, body: { token: 't' } })).toMatchObject({
      flags: {},
      token: 't',
      autocapture_opt_out: false,
    });
    expect(json({ path: '/decide/', query: { v: '3' }, body: { token: 't' } })).toMatchObject({
      featureFlags: {},
      config: { enable_collect_everything: true },
      sessionRecording: { endpoint: '/s/' },
    });
  });
});
