/** Requests that were taken in, looked at and sent again, through a real collector and a real engine. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCollector, type Collector } from '../../../electron/collector/collector';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import type { StoredEvent } from '../../../shared/contract/commands';
import type { KeptRequest } from '../../../shared/contract/requests';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let host: Collector;
let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
  host = await startCollector({ port: 0, log: SILENT_LOGGER, ingest: (batch) => engine.engine.ingest(batch) });
});
afterAll(async () => {
  await host.close();
  await engine.close();
});

async function newest(): Promise<StoredEvent> {
  const [event] = await engine.engine.json['events.recent']({ limit: 1 }, neverAborted());
  if (event === undefined) throw new Error('nothing is stored');
  return event;
}

function requestOf(eventId: string): KeptRequest {
  const answer = host.requests.get(eventId);
  if (answer.is === 'gone') throw new Error(answer.message);
  return answer.request;
}

describe('the request of an event', () => {
  test('is there as it came, unpacked, with its size and time and without cookies', async () => {
    const text = JSON.stringify({ batch: [{ type: 'track', event: 'paid', userId: 'ana', messageId: 'm1' }] });
    const body = gzipSync(text);
    const headers = { authorization: 'Basic d2tfZGVtbzo=', cookie: 'session=secret', 'x-mine': 'yes' };
    await fetch(`${host.url}/v1/batch?debug=1`, { method: 'POST', body, headers });
    const request = requestOf((await newest()).event_id);
    expect(request).toMatchObject({
      method: 'POST',
      url: `${host.url}/v1/batch?debug=1`,
      body: text,
      bytesReceived: body.length,
      bytesUnpacked: text.length,
      source: 'segment',
      status: 200,
      events: 1,
      rejects: 0,
    });
    expect(JSON.stringify(request)).not.toMatch(/session=secret|d2tfZGVtbzo/);
    expect(request.headers).toMatchObject({ authorization: 'Basic «…»', 'x-mine': 'yes' });
    expect(request.tookMs).toBeGreaterThan(0);
    expect(request.tookMs).toBeLessThan(10_000);
  });

  test('sent again, is known for a duplicate where its events have ids', async () => {
    const body = JSON.stringify([{ event: 'a', distinct_id: 'ana', event_id: 'twice' }]);
    await fetch(`${host.url}/ingest`, { method: 'POST', body });
    const again = await host.requests.resend(requestOf('twice').id);
    expect(again).toMatchObject({ status: 200, stored: 0, duplicates: 1, rejects: 0 });
  });

  test('sent again without ids, brings new events, with the key that is not shown', async () => {
    const headers = { authorization: 'Basic d2tfYWdhaW46' };
    const body = JSON.stringify({ batch: [{ type: 'track', event: 'again', userId: 'ana' }, { type: 'track' }] });
    await fetch(`${host.url}/v1/batch`, { method: 'POST', body, headers });
    const first = await newest();
    const again = await host.requests.resend(requestOf(first.event_id).id);
    expect(again).toMatchObject({ stored: 1, duplicates: 0, rejects: 1 });
    const second = await newest();
    expect(second.eid).not.toBe(first.eid);
    expect(second).toMatchObject({ event: 'again', project: 'wk_again' });
  });

  test('that is not kept is said to be so, in words', async () => {
    expect(host.requests.get('never came')).toEqual({
      is: 'gone',
      message: expect.stringContaining('the last 5,000 requests'),
    });
    await expect(host.requests.resend(999)).rejects.toThrow(/no longer kept/);
  });
});
