/** HTTPS with a certificate of our own: made once, kept private, trusted for this machine's names alone. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ensureCertificate } from '../../../electron/collector/certificate';
import { startCollector } from '../../../electron/collector/collector';
import { isOpenToOthers } from '../../../electron/collector/listen';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import type { IngestBatch } from '../../../shared/contract/engine';
import { serveWorkspace, tempWorkspace } from '../../support/host';

const DAY_MS = 24 * 3600 * 1000;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'waymark-https-'));
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Asks as a client that trusts `ca` and nothing else. */
function ask(url: string, ca: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { ca, method: body === undefined ? 'GET' : 'POST', agent: false }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => (text += data.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

describe('the certificate', () => {
  test('is made once, for local names, certifies nothing else, and only its owner reads the key', async () => {
    const dir = folder();
    const made = await ensureCertificate(dir);
    expect(await ensureCertificate(dir)).toEqual(made);
    const certificate = new X509Certificate(made.cert);
    for (const name of ['127.0.0.1', '::1']) expect(certificate.checkIP(name)).toBe(name);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkHost('example.com')).toBeUndefined();
    expect(certificate.ca).toBe(false);
    expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBeLessThanOrEqual(398 * DAY_MS);
    if (process.platform !== 'win32') expect(statSync(join(dir, 'https-key.pem')).mode & 0o077).toBe(0);
  });

  test('is made anew a month before it ends, for a name that it lacks, and where its key is not its own', async () => {
    const dir = folder();
    const first = await ensureCertificate(dir);
    const now = Date.now();
    expect((await ensureCertificate(dir, [], now + 360 * DAY_MS)).cert === first.cert).toBe(true);
    const renewed = await ensureCertificate(dir, [], now + 370 * DAY_MS);
    expect(renewed.cert).not.toBe(first.cert);
    const named = await ensureCertificate(dir, ['192.0.2.7', 'dev.test']);
    expect(new X509Certificate(named.cert).checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect(await ensureCertificate(dir, ['dev.test'])).toEqual(named);
    for (const broken of [renewed.key, 'no key at all']) {
      writeFileSync(join(dir, 'https-key.pem'), broken);
      const again = await ensureCertificate(dir);
      expect(new X509Certificate(again.cert).checkPrivateKey(createPrivateKey(again.key))).toBe(true);
      expect(again.key).not.toBe(broken);
      expect(await ensureCertificate(dir)).toEqual(again);
    }
  });
});

describe('the collector over HTTPS', () => {
  test('takes events by every local name, says https where it names itself, and shows nothing else', async () => {
    const batches: IngestBatch[] = [];
    const certificate = await ensureCertificate(folder());
    const collector = await startCollector({
      port: 0,
      log: SILENT_LOGGER,
      https: { port: 0, tries: 0, tls: certificate },
      app: () => Promise.resolve(new Response('the workbench')),
      ingest: (batch) => {
        batches.push(batch);
        return Promise.resolve({ stored: 1, duplicates: 0 });
      },
    });
    cleanups.push(() => collector.close());
    const port = Number(new URL(collector.httpsUrl ?? '').port);
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      const answer = await ask(`https://${name}:${port}/ingest`, certificate.cert, '{"event":"x","distinct_id":"a"}');
      expect(answer.status).toBe(200);
    }
    expect(batches).toHaveLength(3);
    const settings = await ask(`https://localhost:${port}/segment/v1/projects/key/settings`, certificate.cert);
    expect(settings.text).toContain(`localhost:${port}`);
    expect(settings.text).not.toContain('http://');
    expect((await ask(`https://localhost:${port}/`, certificate.cert)).status).toBe(404);
    expect(await (await fetch(`${collector.url}/`)).text()).toBe('the workbench');
    await expect(fetch(`http://127.0.0.1:${port}/ingest`, { method: 'POST', body: '{}' })).rejects.toThrow();
    await expect(ask(`https://localhost:${port}/ingest`, (await ensureCertificate(folder())).cert)).rejects.toThrow();
  });
});

describe('waymark serve', () => {
  test.each([
    ['127.0.0.1', false],
    ['127.8.0.1', false],
    ['localhost', false],
    ['::1', false],
    [undefined, false],
    ['0.0.0.0', true],
    ['::', true],
    ['192.168.1.4', true],
    ['127.evil.test', true],
  ])('on %s is open to others: %s', (host, isOpen) => expect(isOpenToOthers(host)).toBe(isOpen));

  test('with --https and --host says where, which certificate, and that others can send', async () => {
    const { dir, remove } = tempWorkspace();
    cleanups.push(remove);
    const home = folder();
    const host = await serveWorkspace(dir, ['--no-ui', '--https', '0', '--host', '0.0.0.0'], {
      HOME: home,
      XDG_DATA_HOME: home,
      LOCALAPPDATA: home,
    });
    cleanups.push(() => host.kill());
    const info = await host.call('host.info', {});
    expect(info.collectorWarning).toContain('listens on 0.0.0.0 too');
    expect(host.said()).toContain(`WARNING: ${info.collectorWarning ?? '?'}`);
    const { url, certificate } = info.collectorHttps ?? { url: '', certificate: '' };
    expect(certificate.startsWith(home)).toBe(true);
    expect(host.said()).toContain(certificate);
    const answer = await ask(`${url}/ingest`, readFileSync(certificate, 'utf8'), '{"event":"x","distinct_id":"a"}');
    expect(JSON.parse(answer.text)).toEqual({ accepted: 1, rejected: 0 });
    const [event] = await host.call('events.recent', { limit: 1 });
    expect(event).toMatchObject({ event: 'x', distinct_id: 'a' });
  });
});
