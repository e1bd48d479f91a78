import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandOutput } from '../../../shared/contract/commands';
import { isJsonObject } from '../../../shared/model/json';
import type { RecordingChunk } from '../../../shared/model/recording';
import { sessionId } from '../../../shared/sessions/session-id';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let opened: TestEngine;
beforeEach(async () => {
  opened = await openTestEngine();
});
afterEach(async () => {
  await opened.close();
});

const T0 = Date.UTC(2026, 0, 31, 10);

interface Rrweb {
  readonly type: number;
  readonly timestamp: number;
  readonly data?: unknown;
  readonly cv?: string;
}

const at = (...offsets: number[]): Rrweb[] => offsets.map((ms) => ({ type: 3, data: { ms }, timestamp: T0 + ms }));

function piece(events: readonly Rrweb[], said: Partial<RecordingChunk> = {}): RecordingChunk {
  const times = events.map(({ timestamp }) => timestamp);
  return {
    recording: 's-1',
    source: 'posthog',
    received_at: T0 + 60_000,
    first: Math.min(...times),
    last: Math.max(...times),
    skew: 0,
    count: events.length,
    events: JSON.stringify(events),
    ...said,
  };
}

const store = (...recordings: RecordingChunk[]) => opened.engine.ingest({ events: [], rejects: [], recordings });
const list = (input: object = {}): Promise<CommandOutput<'recordings.list'>> =>
  opened.engine.json['recordings.list']({ limit: 10, ...input }, neverAborted());
const get = (input: object = {}): Promise<CommandOutput<'recordings.get'>> =>
  opened.engine.json['recordings.get']({ source: 'posthog', recording: 's-1', limit: 1000, ...input }, neverAborted());

/** All pages one after the other. */
async function whole(input: object): Promise<unknown[]> {
  const events: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await get({ ...input, ...(cursor === undefined ? {} : { cursor }) });
    events.push(...page.events);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return events;
}

describe('storing', () => {
  test('puts pieces together, whatever order they come in, and outlives a restart', async () => {
    await store(piece(at(100, 200), { window_id: 'w', distinct_id: 'ana', project: 'k' }));
    await store(piece(at(0, 50), { window_id: 'w', distinct_id: 'anon', project: 'k' }), piece(at(300)));
    opened = await opened.reopen();
    expect(await list()).toMatchObject({
      total: 1,
      rows: [
        {
          source: 'posthog',
          recording: 's-1',
          project: 'k',
          distinctIds: ['ana', 'anon'],
          start: T0,
          end: T0 + 300,
          windows: 1,
          chunks: 3,
          events: 5,
        },
      ],
    });
    expect((await get()).events).toEqual(at(0, 50, 100, 200, 300));
    await store(piece(at(400)));
    expect((await get()).events).toHaveLength(6);
  });

  test('keeps a piece once, however often it is sent, at once or later', async () => {
    const same = piece(at(1, 2, 3));
    await Promise.all([store(same, same), store({ ...same, received_at: T0 + 90_000 })]);
    opened = await opened.reopen();
    await store(same);
    expect((await list()).rows).toMatchObject([{ chunks: 1, events: 3 }]);
    // The same in another window, or another recording, is another.
    await store({ ...same, window_id: 'w' }, { ...same, recording: 's-2' });
    expect((await list()).total).toBe(2);
  });

  test('answers for the events beside, and what cannot be stored costs nothing else', async () => {
    const { engine } = opened;
    const bad = { ...piece(at(1)), count: 0 };
    const answer = await engine.ingest({
      events: [
        {
          event_id: 'e',
          event: 'x',
          kind: 'custom',
          timestamp: T0,
          received_at: T0,
          distinct_id: 'ana',
          groups: {},
          properties: {},
          source: 'posthog',
        },
      ],
      rejects: [],
      recordings: [bad, piece(at(2))],
    });
    expect(answer).toEqual({ stored: 1, duplicates: 0 });
    expect((await list()).rows).toMatchObject([{ events: 1 }]);
    const { rows } = await engine.json['rejects.recent']({ limit: 10 }, neverAborted());
    expect(rows).toMatchObject([{ code: 'malformed_event', place: 'recordings[0]' }]);
  });

  test('takes less room than what was sent', async () => {
    const events = Array.from({ length: 500 }, (_, ms) => ({
      type: 3,
      data: { source: 1, x: ms % 7 },
      timestamp: T0 + ms,
    }));
    await store(piece(events));
    const [row] = (await list()).rows;
    expect(row?.jsonBytes).toBe(JSON.stringify(events).length);
    expect(row?.bytes).toBeLessThan((row?.jsonBytes ?? 0) / 5);
  });
});

describe('the list', () => {
  test('is by start, newest first, page by page, and narrowed by id, source and recording', async () => {
    for (let index = 0; index < 25; index++) {
      // Some begin at the same time.
      await store(
        piece(at(Math.floor(index / 2) * 1000), {
          recording: `s-${String(index).padStart(2, '0')}`,
          source: index % 2 === 0 ? 'posthog' : 'mixpanel',
          distinct_id: `person-${index % 3}`,
        }),
      );
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 4, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.total).toBe(25);
      seen.push(...page.rows.map(({ recording }) => recording));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(25);
    const starts = seen.map((name) => Math.floor(Number(name.slice(2)) / 2));
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    expect((await list({ source: 'mixpanel', limit: 100 })).total).toBe(12);
    expect((await list({ distinctId: 'person-0', limit: 100 })).total).toBe(9);
    expect((await list({ recording: 's-07' })).rows).toMatchObject([{ source: 'mixpanel' }]);
    await expect(list({ cursor: 'nonsense' })).rejects.toThrow('cursor');
  });

  test('has times corrected by what the clock showed too much', async () => {
    await store(piece(at(0, 1000), { skew: 3_600_000 }));
    expect((await list()).rows).toMatchObject([{ start: T0 - 3_600_000, end: T0 + 1000 - 3_600_000 }]);
    expect(await get()).toMatchObject({ skew: 3_600_000, events: at(0, 1000) });
  });
});

describe('one recording', () => {
  test('is given whole and in order by pages of any size, pieces overlapping', async () => {
    const pieces = [at(0, 10, 20, 20, 500), at(5, 20, 25), at(20, 30), at(40, 60), at(50, 55)].map((events, index) =>
      // Events of one time are told apart by what they are.
      piece(
        events.map((event, place) => ({ ...event, data: { piece: index, place } })),
        { window_id: `w-${index}` },
      ),
    );
    await store(...pieces.toReversed());
    const all = (await get()).events;
    const times = all.map((event) => (isJsonObject(event) ? Number(event['timestamp']) : Number.NaN));
    expect(all).toHaveLength(14);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const limit of [1, 2, 3, 5]) expect(await whole({ limit })).toEqual(all);
    expect((await get()).windows).toHaveLength(5);
    expect((await get({ window: 'w-2' })).events).toHaveLength(2);
  });

  test('gives what a retry packed anew once', async () => {
    await store(piece(at(0, 10, 20)), piece(at(10, 20, 30)), piece(at(20, 30)));
    expect((await get()).events).toEqual(at(0, 10, 20, 30));
    expect(await whole({ limit: 1 })).toEqual(at(0, 10, 20, 30));
  });

  test('unpacks what PostHog’s SDK packed inside', async () => {
    const packed = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('latin1');
    const node = { node: { type: 0, childNodes: [{ text: 'Größe 😀' }] } };
    await store(
      piece([
        { type: 2, cv: '2024-10', data: packed(node), timestamp: T0 },
        {
          type: 3,
          cv: '2024-10',
          data: {
            source: 0,
            texts: packed([]),
            attributes: packed([{ id: 1 }]),
            removes: [],
            adds: packed([{ id: 2 }]),
          },
          timestamp: T0 + 1,
        },
        { type: 2, cv: '2024-10', data: '\x1f\x8b cut off', timestamp: T0 + 2 },
      ]),
    );
    expect((await get()).events).toEqual([
      { type: 2, data: node, timestamp: T0 },
      {
        type: 3,
        data: { source: 0, texts: [], attributes: [{ id: 1 }], removes: [], adds: [{ id: 2 }] },
        timestamp: T0 + 1,
      },
      { type: 2, cv: '2024-10', data: '\x1f\x8b cut off', timestamp: T0 + 2 },
    ]);
  });

  test('ends a page at about eight megabytes', async () => {
    const noise = (): string => randomBytes(750_000).toString('base64');
    for (let index = 0; index < 12; index++) {
      await store(piece([{ type: 2, data: noise(), timestamp: T0 + index }]));
    }
    const first = await get();
    expect(first.events.length).toBeGreaterThan(5);
    expect(first.events.length).toBeLessThan(12);
    expect(await whole({})).toHaveLength(12);
  });

  test('that is not there is said to be missing', async () => {
    await expect(get({ recording: 'unknown' })).rejects.toThrow('There is no recording «unknown» of posthog.');
    await store(piece(at(1)));
    await expect(get({ source: 'mixpanel' })).rejects.toThrow('There is no recording');
  });
});

describe('a test run', () => {
  test('takes its recordings out with its events', async () => {
    const started = T0;
    await opened.engine.close();
    opened = await openTestEngine(opened.dir, { testRunSince: started });
    await store(piece(at(1), { received_at: started - 1 }), piece(at(2), { received_at: started + 1 }));
    await opened.engine.json['run.reset']({}, neverAborted());
    expect((await list()).rows).toMatchObject([{ chunks: 1, end: T0 + 1 }]);
  });
});

describe('a session', () => {
  const ofSession = (began: number): Promise<CommandOutput<'recordings.ofSession'>> =>
    opened.engine.json['recordings.ofSession']({ session: sessionId('ana', began, 0) }, neverAborted());

  test.each([
    ['its own id', { session_id: 's-1' }],
    ['Mixpanel’s name for it', { properties: { $mp_replay_id: 's-1' } }],
    ['Amplitude’s name for it', { properties: { '[Amplitude] Session Replay ID': 's-1' } }],
  ])('has the recordings that its events name by %s, while it ran', async (_what, said) => {
    const later = T0 + 3 * 3_600_000;
    await opened.store(
      { event: 'a', distinct_id: 'ana', timestamp: T0, ...said },
      { event: 'b', distinct_id: 'ana', timestamp: later, ...said },
      { event: 'c', distinct_id: 'ben', timestamp: T0 },
    );
    await store(piece(at(10, 20)), piece(at(3 * 3_600_000)), piece(at(1), { recording: 'other' }));
    expect(await ofSession(T0)).toMatchObject([{ recording: 's-1', start: T0 + 10, end: T0 + 20, events: 2 }]);
    expect(await ofSession(later)).toMatchObject([{ recording: 's-1', events: 1 }]);
  });
});
