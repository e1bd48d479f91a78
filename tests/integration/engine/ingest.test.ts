import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveMessage } from '../../../shared/contract/commands';
import { completeEvent, neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const names = async (): Promise<string[]> =>
  (await test.engine.json['events.recent']({ limit: 1000 }, neverAborted())).map(({ event }) => event).reverse();

describe('ingest', () => {
  it('stores an event once, whichever batch brings it again', async () => {
    const event = completeEvent({ event: 'paid', event_id: 'e1' });
    const twice = await test.engine.ingest({ events: [event, event], rejects: [] });
    expect(twice).toEqual({ stored: 1, duplicates: 1 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        test.engine.ingest({ events: [event, completeEvent({ event: 'other' })], rejects: [] }),
      ),
    );
    expect(answers.every(({ stored, duplicates }) => stored === 1 && duplicates === 1)).toBe(true);
    expect((await names()).filter((name) => name === 'paid')).toHaveLength(1);
  });

  it('keeps what cannot be stored as a reject, and stores the rest', async () => {
    const bad = { ...completeEvent({ event: 'x' }), timestamp: 1.5 };
    const answer = await test.engine.ingest({ events: [bad, completeEvent({ event: 'good' })], rejects: [] });
    expect(answer.stored).toBe(1);
    const { rows } = await test.engine.json['rejects.recent']({ limit: 10 }, neverAborted());
    expect(rows).toMatchObject([{ code: 'malformed_event', place: 'events[0]' }]);
  });

  it('returns every text as it came, and replaces only what no database text can hold', async () => {
    const texts = [
      'plain',
      'ünïcode 🦉',
      'quote " and \\ and \n newline',
      '\\ud800 written out',
      '{"json": "text"}',
      "it's",
    ];
    await test.store(...texts.map((text) => ({ event: text, distinct_id: text, properties: { [text]: text } })));
    await test.store({ event: 'half \uD800 pair', properties: { a: 'x\uDC00y', b: 'nul\0', 'k\uD83D': 1 } });
    const events = (await test.engine.json['events.recent']({ limit: 100 }, neverAborted())).reverse();
    expect(
      events.slice(0, texts.length).map(({ event, distinct_id, properties }) => [event, distinct_id, properties]),
    ).toEqual(texts.map((text) => [text, text, { [text]: text }]));
    expect(events.at(-1)).toMatchObject({ event: 'half \uFFFD pair', properties: { a: 'x\uFFFDy', 'k\uFFFD': 1 } });
    // A query over the properties of all of them still answers.
    const values = await test.engine.json['catalog.values']({ property: 'properties.b', limit: 5 }, neverAborted());
    expect(values).toHaveLength(1);
  });
});

describe('the live feed', () => {
  it('brings events and rejects in the order of storing, and says when to ask again', async () => {
    const controller = new AbortController();
    const feed = test.engine.stream.live({}, controller.signal);
    const received: LiveMessage[] = [];
    await feed.next();
    await test.store({ event: 'one' }, { event: 'two' });
    await test.engine.ingest({
      events: [],
      rejects: [{ code: 'malformed_body', message: 'No.', place: 'body', raw: '{', source: 'test', receivedAt: 1 }],
    });
    await test.importText('a.csv', 'user_id,event,timestamp\na,x,2026-01-01\n');
    while (received.length < 3) {
      const { value } = await feed.next();
      if (value !== undefined && !['beat', 'imports', 'findings'].includes(value.type)) received.push(value);
    }
    controller.abort();
    await feed.return(undefined);
    expect(received.map((message) => message.type)).toEqual(['events', 'rejects', 'changed']);
    expect(received[0]).toMatchObject({
      eids: [0, 1],
      rows: [expect.stringContaining('"one"'), expect.stringContaining('"two"')],
      total: 2,
    });
    expect(received[2]).toMatchObject({ total: 3 });
  });
});

describe('identity, as events arrive', () => {
  const funnel = async (): Promise<number[]> => {
    const result = await test.engine.json['insight.run'](
      { spec: { kind: 'funnel', steps: [{ event: 'visit' }, { event: 'signup' }, { event: 'pay' }] } },
      neverAborted(),
    );
    return result.kind === 'funnel' ? result.steps.map(({ count }) => count) : [];
  };

  it('joins the anonymous past to the user, whichever comes first', async () => {
    await test.store(
      { event: 'visit', distinct_id: 'd1', anonymous_id: 'd1' },
      { event: 'visit', distinct_id: 'd2', anonymous_id: 'd2' },
    );
    expect(await funnel()).toEqual([2, 0, 0]);
    await test.store(
      { event: 'signup', distinct_id: 'ana', user_id: 'ana' },
      { event: 'pay', distinct_id: 'ana', user_id: 'ana' },
    );
    expect(await funnel()).toEqual([2, 0, 0]);
    await test.store({ event: '$identify', kind: 'identify', distinct_id: 'ana', user_id: 'ana', anonymous_id: 'd1' });
    expect(await funnel()).toEqual([2, 1, 1]);
  });

  it('gives the same after a restart', async () => {
    await test.store(
      { event: 'visit', distinct_id: 'd1', anonymous_id: 'd1' },
      { event: 'signup', distinct_id: 'ana', user_id: 'ana', anonymous_id: 'd1' },
      { event: 'visit', distinct_id: 'd1', anonymous_id: 'd1' },
      { event: 'signup', distinct_id: 'ben', user_id: 'ben', anonymous_id: 'd1' },
      { event: 'pay', distinct_id: 'd1', anonymous_id: 'd1' },
    );
    const before = await funnel();
    test = await test.reopen();
    expect(await funnel()).toEqual(before);
    expect(before).toEqual([1, 1, 0]);
  });
});

describe('the session list', () => {
  it('finds a person by any of its ids', async () => {
    await test.store(
      { event: '$pageview', kind: 'page', distinct_id: 'd1', anonymous_id: 'd1', properties: { $pathname: '/a' } },
      { event: 'login', distinct_id: 'ana', user_id: 'ana', anonymous_id: 'd1' },
    );
    const count = async (person: string): Promise<number> =>
      (await test.engine.json['sessions.summary']({ person }, neverAborted())).count;
    expect([await count('ana'), await count('d1'), await count('nobody')]).toEqual([1, 1, 0]);
  });
});

describe('a question', () => {
  const total = async (): Promise<number | null | undefined> => {
    const result = await test.engine.json['insight.run'](
      { spec: { kind: 'trends', interval: 'month', series: [{ match: { event: 'x' }, math: 'events' }] } },
      neverAborted(),
    );
    return result.kind === 'trends' ? result.series[0]?.total : undefined;
  };

  it('sees every event acknowledged before it was asked, whatever is being caught up with', async () => {
    for (let stored = 1; stored <= 20; stored++) {
      const earlier = total();
      await test.store({ event: 'x', distinct_id: `p${stored % 3}`, timestamp: stored * 1000 });
      expect(await total()).toBeGreaterThanOrEqual(stored);
      await earlier;
    }
    expect(await total()).toBe(20);
  });
});
