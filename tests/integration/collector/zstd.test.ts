/** Zstandard bodies in the thread that the build has for them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { unzstd } from '../../../electron/collector/zstd';
import { ZstdThread } from '../../../electron/collector/zstd-thread';
import { closeCollectors, openCollector } from '../../support/collector';
import { endlessFrame, zstdFrame } from '../../support/zstd';

const WORKER = resolve(import.meta.dirname, '../../../out/main/zstd-worker.js');
const EVENT = JSON.stringify({ event: 'signed up', distinct_id: 'ana' });
const PACKED = zstdFrame([{ raw: Buffer.from(EVENT) }]);
const MOST = 2 ** 20;

const threads: ZstdThread[] = [];
const threadOf = (unpackMs?: number): ZstdThread => {
  const thread = new ZstdThread(WORKER, unpackMs);
  threads.push(thread);
  return thread;
};

beforeAll(() => {
  if (!existsSync(WORKER)) throw new Error(`${WORKER} is missing: run \`npm run build\` first.`);
});
afterEach(async () => {
  await closeCollectors();
  await Promise.all(threads.splice(0).map((thread) => thread.close()));
});

const send = (url: string, body: Uint8Array, headers: Record<string, string> = { 'content-encoding': 'zstd' }) =>
  fetch(url, { method: 'POST', body: body as BodyInit, headers });

test('what the thread reads is what is there', async () => {
  const thread = threadOf();
  const bodies = ['', 'a', EVENT, 'x'.repeat(100_000)].map((text) => zstdFrame([{ raw: Buffer.from(text) }]));
  const read = await Promise.all(bodies.map((body) => thread.unpack(body, MOST)));
  expect(read.map((each) => each.ok && Buffer.from(each.value).toString())).toEqual(
    bodies.map((body) => {
      const here = unzstd(body, MOST);
      return here.ok && Buffer.from(here.value).toString();
    }),
  );
  expect(await thread.unpack(PACKED, 3)).toEqual({ ok: false, error: { is: 'too-large' } });
});

test('the bytes that were handed over stay with who has them', async () => {
  const mine = Buffer.from(PACKED);
  await threadOf().unpack(mine, MOST);
  expect(mine.equals(PACKED)).toBe(true);
});

test('what would take hours is given up after a moment, and the next one is read', async () => {
  const thread = threadOf(300);
  const [endless, next] = await Promise.all([thread.unpack(endlessFrame(), 20 * MOST), thread.unpack(PACKED, MOST)]);
  expect(endless).toEqual({ ok: false, error: { is: 'malformed', reason: 'it takes longer than 0.3 s' } });
  expect(next.ok && Buffer.from(next.value).toString()).toBe(EVENT);
});

test('whoever comes when too many wait is asked to come again', async () => {
  const thread = threadOf(1_500);
  const all = Array.from({ length: 40 }, (_, i) => thread.unpack(i === 0 ? endlessFrame() : PACKED, MOST));
  const read = await Promise.all(all);
  expect(read.filter((each) => !each.ok && each.error.is === 'busy')).toHaveLength(8);
  expect(read.filter((each) => each.ok)).toHaveLength(31);
});

test('a thread that cannot begin costs an answer, not the host', async () => {
  const thread = new ZstdThread('/nowhere/zstd-worker.js');
  threads.push(thread);
  for (let i = 0; i < 2; i++) {
    expect(await thread.unpack(PACKED, MOST)).toMatchObject({
      ok: false,
      error: { is: 'malformed', reason: expect.stringMatching(/^the thread that reads it ended: .*zstd-worker\.js/) },
    });
  }
});

test('others are answered while a trap is being read', async () => {
  const { url, batches } = await openCollector({ zstdWorker: WORKER });
  let isGivenUp = false;
  const trap = send(`${url}/ingest`, endlessFrame()).then((response) => {
    isGivenUp = true;
    return response;
  });
  const plain = await send(`${url}/ingest`, Buffer.from(EVENT), {});
  expect(plain.status).toBe(200);
  expect(isGivenUp).toBe(false);
  expect((await trap).status).toBe(400);
  expect((await send(`${url}/ingest`, PACKED)).status).toBe(200);
  expect(batches.flatMap(({ events }) => events.map(({ event }) => event))).toEqual(['signed up', 'signed up']);
  expect(batches.flatMap(({ rejects }) => rejects.map(({ code, message }) => [code, message]))).toEqual([
    ['malformed_body', 'The body cannot be unpacked as zstd: it takes longer than 5 s.'],
  ]);
});

test('a log record in protobuf, packed so, is stored', async () => {
  const { url, batches } = await openCollector({ zstdWorker: WORKER });
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
