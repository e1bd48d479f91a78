/** Zstandard bodies that are sent: those that mean well, and those that do not. */
import { afterEach, expect, test } from 'vitest';
import { closeCollectors, openCollector } from '../../support/collector';
import { endlessFrame, zstdFrame } from '../../support/zstd';

const EVENT = JSON.stringify({ event: 'signed up', distinct_id: 'ana' });
const PACKED = zstdFrame([{ raw: Buffer.from(EVENT) }]);

afterEach(closeCollectors);

const send = (url: string, body: Uint8Array, headers: Record<string, string> = { 'content-encoding': 'zstd' }) =>
  fetch(url, { method: 'POST', body: body as BodyInit, headers });

test('traps are refused, and who comes beside and after them is answered', async () => {
  const { url, batches } = await openCollector();
  const bomb = zstdFrame(Array.from({ length: 10_000 }, () => ({ repeat: 0x20, times: 131_072 })));
  const [endless, large, plain] = await Promise.all([
    send(`${url}/ingest`, endlessFrame()),
    send(`${url}/ingest`, bomb),
    send(`${url}/ingest`, Buffer.from(EVENT), {}),
  ]);
  expect([endless.status, large.status, plain.status]).toEqual([400, 413, 200]);
  expect((await send(`${url}/ingest`, PACKED)).status).toBe(200);
  expect(batches.flatMap(({ events }) => events.map(({ event }) => event))).toEqual(['signed up', 'signed up']);
  expect(batches.flatMap(({ rejects }) => rejects.map(({ message }) => message)).sort()).toEqual([
    'The body cannot be unpacked as zstd: its frames are damaged.',
    'The body unpacks to more than 20 MB. Send smaller batches.',
  ]);
});

test('a log record in protobuf, packed so, is stored', async () => {
  const { url, batches } = await openCollector();
  const text = (field: number, value: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([(field << 3) | 2, value.length]), value]);
  // ResourceLogs > ScopeLogs > LogRecord > event_name
  const record = text(1, text(2, text(2, text(12, Buffer.from('signed up')))));
  const response = await send(`${url}/v1/logs`, zstdFrame([{ raw: record }]), {
    'content-encoding': 'zstd',
    'content-type': 'application/x-protobuf',
  });
  expect(response.status).toBe(200);
  expect(batches.flatMap(({ events }) => events.map(({ event }) => event))).toEqual(['signed up']);
});
