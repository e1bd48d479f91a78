/** What SDKs ask the collector for beside events: the workspace's flags as its file says, and their vendor's scripts. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { flagsFile } from '../../../electron/api/flags-file';
import { startCollector, type Collector } from '../../../electron/collector/collector';
import { sdkScripts } from '../../../electron/collector/sdk-scripts';
import { SILENT_LOGGER } from '../../../electron/log/logger';

let dir: string;
let collector: Collector;
let warnings: string[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'waymark-flags-'));
  warnings = [];
  const scripts = join(dir, 'scripts');
  mkdirSync(join(scripts, 'inner.js'), { recursive: true });
  writeFileSync(join(scripts, 'surveys.js'), 'window.surveys = 1');
  writeFileSync(join(scripts, 'segment-analytics.js'), 'window.segment = 1');
  writeFileSync(join(scripts, '407.bundle.61ef.js'), 'window.part = 1');
  writeFileSync(join(scripts, 'LICENSE'), 'text');
  writeFileSync(join(dir, 'secret.js'), 'not for pages');
  const log = {
    ...SILENT_LOGGER,
    warn: (message: string, fields?: object) => warnings.push(message + JSON.stringify(fields)),
  };
  collector = await startCollector({
    port: 0,
    log: SILENT_LOGGER,
    ingest: ({ events }) => Promise.resolve({ stored: events.length, duplicates: 0 }),
    flags: flagsFile(dir, log),
    scripts: sdkScripts(scripts),
  });
});
afterEach(async () => {
  await collector.close();
  rmSync(dir, { recursive: true, force: true });
});

const write = (document: unknown): void =>
  writeFileSync(join(dir, 'flags.json'), typeof document === 'string' ? document : JSON.stringify(document));

async function ask(distinctId = 'ana'): Promise<{ flags: Record<string, { enabled: boolean }>; errors: boolean }> {
  const response = await fetch(`${collector.url}/flags/?v=2`, {
    method: 'POST',
    body: JSON.stringify({ token: 'phc_demo', distinct_id: distinctId }),
  });
  expect(response.status).toBe(200);
  const answer = (await response.json()) as Record<string, never>;
  return { flags: answer['flags'] ?? {}, errors: answer['errorsWhileComputingFlags'] ?? true };
}

describe('flags.json', () => {
  test('is read when somebody asks, and again when it has changed', async () => {
    expect(await ask()).toEqual({ flags: {}, errors: false });
    write({
      version: 1,
      flags: [{ key: 'beta', conditions: [{ properties: [{ key: 'distinct_id', value: 'ana' }] }] }],
    });
    expect((await ask('ana')).flags['beta']?.enabled).toBe(true);
    expect((await ask('bob')).flags['beta']?.enabled).toBe(false);
    write({ version: 1, flags: [{ key: 'beta' }] });
    expect((await ask('bob')).flags['beta']?.enabled).toBe(true);
    rmSync(join(dir, 'flags.json'));
    expect(await ask()).toEqual({ flags: {}, errors: false });
    write(`\uFEFF${JSON.stringify({ version: 1, flags: [{ key: 'beta' }] })}`);
    expect((await ask()).flags['beta']?.enabled).toBe(true);
  });

  test('that does not fit is told of once, with what is wrong, and SDKs keep what they know', async () => {
    write({ version: 1, flags: [{ key: 'beta', rolout: 20 }] });
    expect(await ask()).toEqual({ flags: {}, errors: true });
    expect((await ask()).errors).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('rolout');
    write('{"version": 1, "flags": [');
    expect((await ask()).errors).toBe(true);
    write({ version: 1, flags: [{ key: 'beta' }] });
    expect((await ask()).errors).toBe(false);
  });
});

describe('scripts', () => {
  const get = (path: string): Promise<Response> =>
    fetch(`${collector.url}${path}`, { headers: { origin: 'http://shop.test' } });

  test('are served to any page, whatever the version', async () => {
    for (const path of ['/static/1.300.0/surveys.js', '/static/surveys.js?v=1.116.6', '/posthog/static/surveys.js']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(response.headers.get('access-control-allow-origin')).toBe('http://shop.test');
      expect(await response.text()).toBe('window.surveys = 1');
    }
  });

  test('Segment’s SDK is told where it came from; its parts are as they are', async () => {
    for (const root of ['', '/segment']) {
      const sdk = await (await get(`${root}/analytics.js/v1/any-key/analytics.min.js`)).text();
      expect(sdk).toMatch(/_cdn=.*\n.*window\.segment = 1$/s);
      const part = await get(`${root}/analytics-next/bundles/407.bundle.61ef.js`);
      expect([part.status, await part.text()]).toEqual([200, 'window.part = 1']);
    }
  });

  test.each([
    '/analytics-next/bundles/..%2Fsecret.js',
    '/analytics-next/bundles/408.bundle.61ef.js',
    '/static/../secret.js',
    '/static/..%2Fsecret.js',
    '/static/%2e%2e/secret.js',
    '/static/1.0/..%2f..%2fsecret.js',
    '/static/inner.js',
    '/static/LICENSE',
    '/static/unknown.js',
    '/static/__proto__.js',
  ])('nothing else is: %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('not for pages');
  });
});
