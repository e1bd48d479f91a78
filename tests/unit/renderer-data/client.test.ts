import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { afterEach, expect, test } from 'vitest';
import { numberColumn, textColumn } from '../../../renderer/data/arrow';
import { call, callArrow, openStream } from '../../../renderer/data/client';
import { readLines } from '../../../renderer/data/ndjson';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** The host answers each request with this, and what was asked is kept. */
function answerWith(body: BodyInit, status = 200) {
  const asked: { url: string; body: unknown }[] = [];
  globalThis.fetch = (url, init) => {
    const text = init?.body;
    asked.push({ url: url as string, body: JSON.parse(typeof text === 'string' ? text : '') });
    return Promise.resolve(new Response(body, { status }));
  };
  return asked;
}

test('a command is posted by name and its answer checked', async () => {
  const host = { version: '1', host: 'headless', workspace: 'w' };
  const asked = answerWith(JSON.stringify({ ok: true, value: host }));
  expect(await call('host.info', {})).toEqual({ ok: true, value: host });
  expect(asked).toEqual([{ url: './waymark/rpc/host.info', body: {} }]);
});

test('an answer of the wrong shape is an error that says what to do', async () => {
  answerWith(JSON.stringify({ ok: true, value: { version: 1 } }));
  const answer = await call('host.info', {});
  expect(answer.ok).toBe(false);
  if (!answer.ok) expect(answer.error.message).toContain('Reload the page');
});

test("the host's own error is passed on", async () => {
  const error = { code: 'workspace_in_use', message: 'Another Waymark has it open.' };
  answerWith(JSON.stringify({ ok: false, error }), 409);
  expect(await call('host.info', {})).toEqual({ ok: false, error });
  answerWith(JSON.stringify(error), 409);
  expect(await callArrow('sessions.events', { session: 's' })).toEqual({ ok: false, error });
});

test('an answer that is not JSON names its status in the detail', async () => {
  answerWith('<h1>Bad gateway</h1>', 502);
  const answer = await call('host.info', {});
  expect(answer.ok ? undefined : answer.error.detail).toContain('502');
});

test('no host at all is said in words', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
  const answer = await call('host.info', {});
  expect(answer.ok ? undefined : answer.error.code).toBe('engine_restarting');
});

test('what is given up is given up by its name, and what was answered is not', async () => {
  const asked: { url: string; name: string | null }[] = [];
  let isAnswered = false;
  globalThis.fetch = (input, init) => {
    const url = input as string;
    asked.push({ url, name: new Headers(init?.headers).get('waymark-request') });
    if (isAnswered || url.includes('give-up')) return Promise.resolve(new Response('{}'));
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')));
    });
  };
  const gone = new AbortController();
  const given = call('host.info', {}, { signal: gone.signal });
  gone.abort();
  expect(await given).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(asked.map(({ url }) => url)).toEqual(['./waymark/rpc/host.info', `./waymark/give-up/${asked[0]?.name}`]);

  isAnswered = true;
  const later = new AbortController();
  await call('host.info', {}, { signal: later.signal });
  later.abort();
  expect(asked.length).toBe(3);
  expect(asked[2]?.name).not.toBe(asked[0]?.name);
});

test('64-bit integers above 2^53 do not break a table', async () => {
  const table = tableFromArrays({ eid: [1n, 9_007_199_254_740_993n], event: ['a', null] });
  const bytes = tableToIPC(table, { format: 'stream' });
  if (bytes === null) throw new Error('no bytes');
  answerWith(new Uint8Array(bytes));
  const answer = await callArrow('sessions.events', { session: 's' });
  if (!answer.ok) throw new Error(answer.error.message);
  expect([...numberColumn(answer.value, 'eid')]).toEqual([1, 9_007_199_254_740_992]);
  expect(textColumn(answer.value, 'event')).toEqual(['a', '']);
});

test('a stream gives each line in order and stops at the first that does not fit', async () => {
  const seen: unknown[] = [];
  answerWith('{"type":"beat"}\n\n{"type":"changed","total":1,"dataVersion":2}\n{"type":"nonsense"}\n{"type":"beat"}\n');
  const ended = await openStream('live', {}, (message) => seen.push(message.type));
  expect(seen).toEqual(['beat', 'changed']);
  expect(ended.ok).toBe(false);
});

test('an error line in a stream is that error', async () => {
  answerWith('{"ok":false,"error":{"code":"file_unreadable","message":"It went away."}}\n');
  const ended = await openStream('live', {}, () => undefined);
  expect(ended).toEqual({ ok: false, error: { code: 'file_unreadable', message: 'It went away.' } });
});

test('lines and characters cut between chunks are put together', async () => {
  const bytes = new TextEncoder().encode('é1\n€2');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const lines: string[] = [];
  for await (const line of readLines(body)) lines.push(line);
  expect(lines).toEqual(['é1', '€2']);
});
