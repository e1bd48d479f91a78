/** How the desktop app listens: as it is set, after a restart too, and with what cannot be had told instead of thrown. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import { type Described, DesktopListening, type ListeningOptions } from '../../../electron/main/listening';
import type { ListeningSettings } from '../../../shared/contract/listening';

let folder: string;
let open: DesktopListening[];
let blockers: Server[];
let told: Described[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-listening-'));
  open = [];
  blockers = [];
  told = [];
});
afterEach(async () => {
  for (const one of open) await one.close();
  for (const server of blockers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(more: Partial<ListeningOptions> = {}): Promise<DesktopListening> {
  const listening = await DesktopListening.open({
    parts: { ingest: ({ events }) => Promise.resolve({ stored: events.length, duplicates: 0 }), log: SILENT_LOGGER },
    port: 0,
    tries: 0,
    httpsPort: 0,
    folder,
    log: SILENT_LOGGER,
    onListening: (_collector, described) => told.push(described),
    ...more,
  });
  open.push(listening);
  return listening;
}

const settings = (more: Partial<ListeningSettings> = {}): ListeningSettings => ({ version: 1, https: false, ...more });

/** The status of a capture over HTTPS by somebody who trusts the certificate alone. */
const sendTo = (url: string, ca: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${url}/e/`,
      { method: 'POST', ca, headers: { 'content-type': 'application/json' } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify({ api_key: 'k', event: 'x', distinct_id: 'ana' }));
  });

const take = (host: string): Promise<{ server: Server; port: number }> =>
  new Promise((resolve) => {
    const server = createServer();
    blockers.push(server);
    server.listen(0, host, () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });

test('HTTPS is switched on without a restart, told with its certificate, and is there after one', async () => {
  const first = await start();
  expect(first.get().https).toBeUndefined();
  const state = await first.set(settings({ https: true }));
  const { url, certificate } = state.https ?? { url: '', certificate: undefined };
  expect(await sendTo(url, certificate?.pem ?? '')).toBe(200);
  expect(certificate?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(readFileSync(certificate?.path ?? '', 'utf8')).toBe(certificate?.pem);
  expect(told.at(-1)?.collectorHttps).toEqual({ url, certificate: certificate?.path });
  expect(statSync(join(folder, 'listening.json')).mode & 0o077).toBe(0);
  await first.close();

  const again = await start();
  const { https } = again.get();
  expect(https?.certificate.fingerprint).toBe(certificate?.fingerprint);
  expect(await sendTo(https?.url ?? '', https?.certificate.pem ?? '')).toBe(200);
  await again.set(settings());
  expect(again.get().https).toBeUndefined();
  expect(told.at(-1)).not.toHaveProperty('collectorHttps');
});

test('a port for HTTPS that is in use is gone past', async () => {
  const { port } = await take('127.0.0.1');
  const one = await start({ httpsPort: port });
  const { https, problem } = await one.set(settings({ https: true }));
  expect(https?.url).toMatch(/^https:/);
  expect(https?.url).not.toContain(`:${port}`);
  expect(problem).toBeUndefined();
});

test('no free port for HTTPS: said with what to do', async () => {
  const one = await start({ httpsPort: 65_535 });
  const blocker = createServer();
  blockers.push(blocker);
  await new Promise<void>((resolve) => blocker.listen(65_535, '127.0.0.1', resolve));
  const state = await one.set(settings({ https: true }));
  expect(state.https).toBeUndefined();
  expect(state.problem).toContain('HTTPS is off: port 65535');
  expect(state.settings.https).toBe(true);
  expect(told.at(-1)?.collectorUrl).toBeDefined();
  // Not in the settings alone: who does not look there is told too.
  expect(told.at(-1)?.collectorShortfall).toBe(state.problem);
});

test('no place for the certificate: plain HTTP goes on, and it is said', async () => {
  const one = await start();
  writeFileSync(join(folder, 'https'), 'a file where the folder should be');
  const state = await one.set(settings({ https: true }));
  expect(state.problem).toContain('HTTPS is off: its certificate cannot be kept in');
  expect(told.at(-1)).toMatchObject({ collectorUrl: expect.any(String), collectorShortfall: state.problem });
  rmSync(join(folder, 'https'));
  const mended = await one.set(settings({ https: true }));
  expect(mended.https?.url).toMatch(/^https:/);
  expect(told.at(-1)).not.toHaveProperty('collectorShortfall');
});

test('another address only where it is set, with a warning; one that is gone is told', async () => {
  const one = await start();
  expect(told.at(-1)).not.toHaveProperty('collectorWarning');
  await one.set(settings({ address: '0.0.0.0' }));
  expect(told.at(-1)?.collectorWarning).toContain('listens on 0.0.0.0 too');
  const gone = await one.set(settings({ address: '203.0.113.7' }));
  expect(gone.problem).toContain('does not listen on 203.0.113.7');
  expect(told.at(-1)).not.toHaveProperty('collectorWarning');
  expect(told.at(-1)?.collectorUrl).toBeDefined();
});

test('the main port in use: nothing listens, which is told', async () => {
  const { port } = await take('127.0.0.1');
  await start({ port });
  expect(told.at(-1)?.collectorUrl).toBeUndefined();
  expect(told.at(-1)?.collectorProblem).toContain(`port ${port} is in use`);
});

test('a file that does not fit opens nothing', async () => {
  writeFileSync(join(folder, 'listening.json'), '{"version": 1, "https": "yes", "address": "0.0.0.0"}');
  const one = await start();
  expect(one.get().problem).toContain('does not fit');
  expect(told.at(-1)?.collectorShortfall).toContain('does not fit');
  expect(told.at(-1)).not.toHaveProperty('collectorWarning');
});
