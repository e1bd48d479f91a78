import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../../shared/formats/har/address';
import { eventDetail } from '../../../shared/sessions/event-detail';
import { readRows } from '../../support/vendor-rows';

const entry = (at: string, url: string, more: object = {}) => ({
  startedDateTime: at,
  time: 120.5,
  pageref: 'page_1',
  request: {
    method: 'GET',
    url,
    httpVersion: 'h2',
    headers: [{ name: 'Cookie', value: 'secret-cookie' }],
    bodySize: 0,
  },
  response: {
    status: 200,
    httpVersion: 'h2',
    headers: [],
    content: { size: 5000, mimeType: 'text/html', text: '<secret-body>' },
    bodySize: 1200,
    _transferSize: 1300,
  },
  timings: { blocked: -1, dns: 1, connect: 10, ssl: 6, send: 1, wait: 80, receive: 20 },
  ...more,
});
const LOG = {
  version: '1.2',
  creator: { name: 'WebInspector', version: '537' },
  browser: { name: 'Firefox', version: '54' },
  pages: [
    {
      id: 'page_1',
      startedDateTime: '2026-03-01T19:00:00.000+09:00',
      title: 'Shop',
      pageTimings: { onContentLoad: 300, onLoad: -1 },
    },
  ],
  entries: [
    entry('2026-03-01T10:00:00.000Z', 'https://shop.example/?page=2&token=abc#top'),
    entry('2026-03-01T10:00:01.000Z', 'https://shop.example/api', {
      time: null,
      response: { status: 0, _error: 'net::ERR' },
    }),
  ],
};

describe('HAR', () => {
  it('becomes a page view and a network event per request, of one visitor in one session', () => {
    const { title, events, rejects } = readRows([{ log: LOG }]);
    expect(title).toContain('HAR');
    expect(rejects).toEqual([]);
    expect(events.map(({ event, kind, timestamp }) => [event, kind, timestamp - Date.UTC(2026, 2, 1, 10)])).toEqual([
      ['pageview', 'page', 0],
      ['request', 'network', 0],
      ['request', 'network', 1000],
    ]);
    expect(new Set(events.map(({ distinct_id }) => distinct_id)).size).toBe(1);
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
    expect(events[0]?.properties).toMatchObject({ $title: 'Shop', $pathname: '/', dom_content_loaded_ms: 300 });
    expect(events[1]?.properties).toMatchObject({ transfer_bytes: 1300, content_bytes: 5000, mime_type: 'text/html' });
    expect(events.slice(1).map(({ kind, properties }) => eventDetail(kind, properties))).toEqual([
      { detail: 'GET https://shop.example/?page=2&token=«…»', durationMs: 120.5, status: 200 },
      { detail: 'GET https://shop.example/api', durationMs: 112, status: 0 },
    ]);
  });

  it('keeps no headers, cookies, bodies or secrets', () => {
    const said = JSON.stringify(readRows([{ log: LOG }]).events);
    for (const secret of ['secret-cookie', 'secret-body', 'abc']) expect(said).not.toContain(secret);
  });

  it('gives what was saved already the same ids when it is saved again with more in it', () => {
    const ids = readRows([{ log: LOG }]).events.map(({ event_id }) => event_id);
    const more = { ...LOG, entries: [...LOG.entries, entry('2026-03-01T10:00:09.000Z', 'https://shop.example/late')] };
    const later = readRows([{ log: more }]).events.map(({ event_id }) => event_id);
    expect(later).toEqual([...ids, later.at(-1)]);
    expect(new Set(later).size).toBe(4);
  });

  it('counts equal requests', () => {
    const twice = { ...LOG, entries: LOG.entries.slice(0, 1).flatMap((each) => [each, each]) };
    expect(new Set(readRows([{ log: twice }]).events.map(({ event_id }) => event_id)).size).toBe(3);
  });

  it('tells of entries that are none', () => {
    const bad = { ...LOG, entries: [{}, entry('yesterday', 'https://x.example/'), entry('', 'https://x.example/'), 7] };
    expect(readRows([{ log: bad }]).rejects).toEqual([
      'malformed_event log.entries[0].request.url',
      'invalid_time log.entries[1].startedDateTime',
      'missing_time log.entries[2].startedDateTime',
      'malformed_event log.entries[3].request.url',
    ]);
  });
});

describe('an address without secrets', () => {
  it.each([
    ['https://ada:pw@x.example/a#frag', 'https://x.example/a'],
    ['https://x.example/a?q=tea&page=2', 'https://x.example/a?q=tea&page=2'],
    [
      'https://x.example/a?api_key=1&X-Amz-Signature=2&access_token=3',
      'https://x.example/a?api_key=«…»&X-Amz-Signature=«…»&access_token=«…»',
    ],
    [`https://x.example/a?q=${'ab1'.repeat(20)}`, 'https://x.example/a?q=«…»'],
    ['https://x.example/a?%E0%A4%A=1&keyword=tea', 'https://x.example/a?%E0%A4%A=1&keyword=tea'],
    ['data:image/png;base64,AAAA', 'data:image/png;base64,…'],
  ])('%s', (address, shown) => {
    expect(withoutSecrets(address)).toBe(shown);
  });
});
