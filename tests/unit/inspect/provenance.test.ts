/** Provenance of events that the real decoders made. */
import { describe, expect, test } from 'vitest';
import { provenanceOf, type Origin, type Provenance } from '../../../shared/inspect/provenance';
import type { CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

function traced(sent: Sent, index = 0): { event: CanonicalEvent; provenance: Provenance } {
  const event = decodeSent(sent).events[index];
  if (event === undefined) throw new Error('no event was decoded');
  const query = new URLSearchParams(sent.query).toString();
  const body = typeof sent.body === 'string' ? sent.body : sent.body === undefined ? '' : JSON.stringify(sent.body);
  const url = `http://127.0.0.1:8787${sent.path}${query === '' ? '' : `?${query}`}`;
  const provenance = provenanceOf({ url, headers: sent.headers ?? {}, body, isBinary: false }, event);
  if (provenance === undefined) throw new Error('a text has a provenance');
  return { event, provenance };
}

const originIn = ({ fields }: Provenance, name: string): Origin | undefined =>
  fields.find(({ field }) => field === name)?.origin;

const POSTHOG: Sent = {
  path: '/batch',
  headers: { 'posthog-sdk-info': 'posthog-js/1.2.3', 'user-agent': 'Mozilla/5.0 Chrome/130' },
  body: {
    api_key: 'phc_demo',
    sent_at: '2026-01-31T10:00:00Z',
    batch: [
      {
        event: 'other',
        uuid: 'u-0',
        properties: { distinct_id: 'ben', plan: 'pro' },
        timestamp: '2026-01-31T09:00:00Z',
      },
      {
        event: 'paid',
        uuid: 'u-1',
        properties: { distinct_id: 'ana', plan: 'pro', total: 42, cart: { items: [1, 2] }, $lib: 'web' },
        timestamp: '2026-01-31T09:59:00Z',
      },
    ],
  },
};

describe('the provenance of an event', () => {
  test('finds its item in a batch, and each value at its place', () => {
    const { provenance } = traced(POSTHOG, 1);
    expect(provenance.item).toBe('batch[1]');
    expect(originIn(provenance, 'event')).toEqual({ is: 'as-is', from: { in: 'body', place: 'batch[1].event' } });
    expect(originIn(provenance, 'timestamp')).toEqual({
      is: 'as-is',
      from: { in: 'body', place: 'batch[1].timestamp' },
    });
    expect(originIn(provenance, 'event_id')).toEqual({ is: 'renamed', from: { in: 'body', place: 'batch[1].uuid' } });
    expect(originIn(provenance, 'distinct_id')).toEqual({
      is: 'moved',
      from: { in: 'body', place: 'batch[1].properties.distinct_id' },
    });
    expect(originIn(provenance, 'project')).toEqual({ is: 'renamed', from: { in: 'body', place: 'api_key' } });
    expect(originIn(provenance, 'properties.plan')).toEqual({
      is: 'left',
      from: { in: 'body', place: 'batch[1].properties.plan' },
    });
    expect(originIn(provenance, 'properties.cart')).toMatchObject({ is: 'left' });
    expect(originIn(provenance, 'source')).toEqual({ is: 'added' });
    expect(originIn(provenance, 'received_at')).toEqual({ is: 'added' });
  });

  test('says by how much a time was corrected', () => {
    const hour = 3_600_000;
    const sentAt = new Date(RECEIVED_AT + hour).toISOString();
    const at = new Date(RECEIVED_AT + hour - 1000).toISOString();
    const body = { batch: [{ type: 'track', event: 'paid', userId: 'ana', timestamp: at, sentAt }], sentAt };
    const { event, provenance } = traced({ path: '/v1/batch', body });
    expect(event.timestamp).toBe(RECEIVED_AT - 1000);
    expect(originIn(provenance, 'timestamp')).toEqual({
      is: 'corrected',
      from: { in: 'body', place: 'batch[0].timestamp' },
      byMs: -hour,
    });
  });

  test('says what Waymark added: an id, and the time of arrival', () => {
    const { provenance } = traced({ path: '/ingest', body: { event: 'a', distinct_id: 'ana' } });
    expect(originIn(provenance, 'event_id')).toEqual({ is: 'added' });
    expect(originIn(provenance, 'timestamp')).toEqual({ is: 'added' });
    expect(originIn(provenance, 'distinct_id')).toMatchObject({ is: 'as-is' });
    expect(originIn(provenance, 'kind')).toEqual({ is: 'derived', from: undefined });
  });

  test('reads queries and opens what SDKs nest in texts', () => {
    const query = {
      idsite: '7',
      rec: '1',
      _id: '0123456789abcdef',
      url: 'https://shop.test/cart?x=1',
      action_name: 'Cart',
      rand: '99123',
    };
    const { provenance } = traced({ method: 'GET', path: '/matomo.php', query });
    expect(originIn(provenance, 'project')).toEqual({ is: 'renamed', from: { in: 'query', place: 'idsite' } });
    expect(originIn(provenance, 'properties.$current_url')).toEqual({
      is: 'renamed',
      from: { in: 'query', place: 'url' },
    });
    const bulk = {
      requests: [
        `?${new URLSearchParams({ ...query, action_name: 'First' }).toString()}`,
        `?${new URLSearchParams(query).toString()}`,
      ],
    };
    const second = traced({ path: '/matomo.php', body: bulk }, 1).provenance;
    expect(second.item).toBe('requests[1]');
    expect(originIn(second, 'properties.$title')).toEqual({
      is: 'renamed',
      from: { in: 'body', place: 'requests[1].action_name' },
    });
  });

  test('names what stands nowhere in the event', () => {
    const body = { events: [{ event: 'a', distinct_id: 'ana', timestamp: RECEIVED_AT, properties: { a: 'one' } }] };
    const { event, provenance } = traced({ path: '/ingest', body });
    expect(provenance.unused).toEqual([]);
    const { a: _gone, ...rest } = event.properties;
    const without = provenanceOf(
      { url: '/ingest', headers: {}, body: JSON.stringify(body), isBinary: false },
      { ...event, properties: rest },
    );
    expect(without?.unused).toEqual([{ in: 'body', place: 'events[0].properties.a', value: 'one' }]);
  });

  test('takes no value that is everywhere for another', () => {
    const body = { event: 'a', distinct_id: 'ana', properties: { first: true, seats: 1 } };
    const { event } = traced({ path: '/ingest', body });
    const more = { ...event, properties: { ...event.properties, wide: true, depth: 1 } };
    const provenance = provenanceOf({ url: '/ingest', headers: {}, body: JSON.stringify(body), isBinary: false }, more);
    expect(provenance && originIn(provenance, 'properties.wide')).toEqual({ is: 'derived', from: undefined });
    expect(provenance && originIn(provenance, 'properties.depth')).toEqual({ is: 'derived', from: undefined });
    expect(provenance && originIn(provenance, 'properties.seats')).toMatchObject({ is: 'left' });
  });

  test('knows nothing of bytes', () => {
    const { event } = traced({ path: '/ingest', body: { event: 'a', distinct_id: 'ana' } });
    expect(provenanceOf({ url: '/x', headers: {}, body: 'AQL/', isBinary: true }, event)).toBeUndefined();
  });
});
