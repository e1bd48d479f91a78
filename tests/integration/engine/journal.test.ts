/** The journal stored by a real engine: each frame once, whatever ends when, and nothing that holds up the others. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Told } from '../../../electron/engine/ingest/journal-applier';
import { listSegments, segmentPath } from '../../../electron/journal/segments';
import type { IngestBatch } from '../../../shared/contract/engine';
import type { CanonicalEvent } from '../../../shared/model/event';
import { closeJournals, openJournal, type TestJournal } from '../../support/journal';
import { completeEvent, neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let dir: string;
let open: TestEngine | undefined;
let problems: string[] = [];
let told: Told[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-test-'));
  problems = [];
  told = [];
});
afterEach(async () => {
  await open?.engine.close();
  open = undefined;
  await closeJournals();
  await rm(dir, { recursive: true, force: true });
});

async function start(journal?: TestJournal): Promise<TestEngine> {
  open = await openTestEngine(dir, {
    onProblem: (what) => problems.push(what),
    onApplied: (_, answers) => told.push(...answers),
    ...(journal === undefined ? {} : { journal: journal.journal.state }),
  });
  return open;
}
async function stop(): Promise<void> {
  await open?.engine.close();
  open = undefined;
}
const all = async ({ engine }: TestEngine) => {
  await engine.journal.caughtUp(engine.journal.highest, neverAborted(), true);
  const events = await engine.json['events.recent']({ limit: 1000 }, neverAborted());
  const { rows } = await engine.json['rejects.recent']({ limit: 100 }, neverAborted());
  const { rows: recordings } = await engine.json['recordings.list']({ limit: 10 }, neverAborted());
  return { events: events.map(({ event }) => event).reverse(), rejects: rows.map(({ raw }) => raw), recordings };
};

const REJECT: IngestBatch['rejects'][number] = {
  code: 'malformed_body',
  message: 'No.',
  place: '',
  raw: '{',
  source: 'waymark',
  receivedAt: 7,
};
const RECORDING: NonNullable<IngestBatch['recordings']>[number] = {
  recording: 'r',
  source: 'posthog',
  received_at: 5,
  first: 1,
  last: 2,
  skew: 0,
  count: 1,
  events: '[{"type":3,"timestamp":1}]',
};

describe('a journal that was left behind', () => {
  test('is stored at the next start, once, and is gone then', async () => {
    const left = openJournal(dir, 0, { segmentBytes: 200 });
    for (let n = 0; n < 5; n++) {
      await left.append({ events: [completeEvent({ event: `e${n}` })], rejects: [REJECT], recordings: [RECORDING] });
    }
    const test = await start();
    expect(test.engine.journal.highest).toBe(5);
    const stored = await all(test);
    expect(stored.events).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
    expect(stored.rejects).toHaveLength(5);
    expect(stored.recordings).toMatchObject([{ chunks: 1 }]);
    await stop();
    expect(readdirSync(left.dir)).toEqual([]);
    const again = await start();
    expect(again.engine.journal.highest).toBe(5);
    expect((await all(again)).rejects).toHaveLength(5);
    expect(problems).toEqual([]);
  });

  test('by an earlier version, all in one line, is stored too, and what breaks the contract in either is a reject', async () => {
    const left = openJournal(dir);
    const strange = { ...completeEvent({ event: 'strange' }), kind: 'nonsense' } as unknown as CanonicalEvent;
    const named = (event: string): CanonicalEvent =>
      completeEvent({ event, properties: { plan: '\n', $set: { a: 1 } } });
    await left.journal.append(Buffer.from(JSON.stringify({ events: [named('old'), strange], rejects: [REJECT] })));
    await left.append({ events: [named('new'), strange] });
    const test = await start();
    const stored = await all(test);
    expect(stored.events).toEqual(['old', 'new']);
    expect(stored.rejects).toHaveLength(3);
    expect(problems).toEqual([]);
  });

  test('is not stored twice where it was stored and not removed, ids or none', async () => {
    const left = openJournal(dir);
    const event = completeEvent({ event: 'e' });
    for (let n = 0; n < 3; n++) await left.append({ events: [{ ...event, event_id: `${n}` }], rejects: [REJECT] });
    const bytes = readFileSync(segmentPath(left.dir, 1));
    await all(await start());
    await stop();
    // As a loss of power may leave it: the database is further than the folder.
    writeFileSync(segmentPath(left.dir, 1), bytes);
    const test = await start();
    const stored = await all(test);
    expect([stored.events.length, stored.rejects.length]).toEqual([3, 3]);
    // What comes next gets numbers above all that there were.
    const next = openJournal(dir, test.engine.journal.highest);
    const sequence = await next.append({ rejects: [{ ...REJECT, raw: 'next' }] });
    expect(sequence).toBe(4);
    test.engine.journal.announce(next.journal.state);
    expect((await all(test)).rejects[0]).toBe('next');
  });

  test('cut off within a frame keeps all before it; damaged in the middle, all but the one', async () => {
    const left = openJournal(dir);
    for (let n = 0; n < 4; n++) await left.append({ events: [completeEvent({ event: `e${n}` })] });
    const path = segmentPath(left.dir, 1);
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length * 0.4)] = 0;
    writeFileSync(path, bytes.subarray(0, bytes.length - 5));
    expect((await all(await start())).events).toEqual(['e0', 'e2']);
    expect(problems).toHaveLength(2);
    await stop();
    expect(readdirSync(left.dir)).toEqual(['damaged-0000000000000001.journal']);
  });
});

describe('a journal that grows', () => {
  test('is seen by whoever asks after the answer, and told of where somebody waits', async () => {
    const journal = openJournal(dir);
    const test = await start(journal);
    const event = completeEvent({ event: 'x' });
    for (let n = 1; n <= 30; n++) {
      const sequence = await journal.append({ events: [{ ...event, event_id: `id-${n >> 1}` }], tells: n % 10 === 0 });
      test.engine.journal.announce(journal.journal.state);
      await test.engine.journal.caughtUp(sequence, neverAborted());
      expect((await test.engine.json['workspace.info']({}, neverAborted())).events).toBe((n >> 1) + 1);
    }
    expect(told).toEqual([10, 20, 30].map((sequence) => ({ sequence, answer: { stored: 1, duplicates: 0 } })));
    await journal.journal.close();
    test.engine.journal.announce(journal.journal.state);
    await stop();
    expect(readdirSync(journal.dir)).toEqual([]);
  });

  test('is read by an engine that takes over, up to what is acknowledged', async () => {
    const journal = openJournal(dir);
    const first = await start(journal);
    await journal.append({ events: [completeEvent({ event: 'a' })] });
    first.engine.journal.announce(journal.journal.state);
    await stop();
    // The file is the host's: the engine leaves it.
    expect(await listSegments(journal.dir)).toEqual([1]);
    await journal.append({ events: [completeEvent({ event: 'b' })], rejects: [REJECT] });
    const second = await start(journal);
    await journal.append({ events: [completeEvent({ event: 'c' })] });
    expect((await all(second)).events).toEqual(['a', 'b']);
    second.engine.journal.announce(journal.journal.state);
    expect((await all(second)).events).toEqual(['a', 'b', 'c']);
  });

  test('goes on behind a frame that the database does not take, and keeps it', async () => {
    const journal = openJournal(dir);
    const test = await start(journal);
    // As a bug of ours might write it: a column that must hold something would not.
    const broken = JSON.parse(JSON.stringify({ ...REJECT, message: null })) as typeof REJECT;
    await Promise.all([
      journal.append({ events: [completeEvent({ event: 'a' })] }),
      journal.append({ events: [completeEvent({ event: 'aside' })], rejects: [broken], tells: true }),
      journal.append({ events: [completeEvent({ event: 'b' })], rejects: [REJECT] }),
    ]);
    test.engine.journal.announce(journal.journal.state);
    const stored = await all(test);
    expect(stored.events).toEqual(['a', 'b']);
    expect(stored.rejects).toEqual(['{', expect.stringContaining('aside')]);
    expect(readFileSync(join(journal.dir, 'not-stored-2.json'), 'utf8')).toContain('aside');
    expect(told).toEqual([{ sequence: 2, answer: { stored: 0, duplicates: 0 } }]);
  });

  test('that killed the engine over one frame three times is stored without it', async () => {
    const journal = openJournal(dir);
    for (const event of ['deadly', 'b']) await journal.append({ events: [completeEvent({ event })] });
    writeFileSync(join(journal.dir, 'attempt.json'), JSON.stringify({ from: 1, to: 1, deaths: 2, suspects: 2 }));
    const test = await start(journal);
    const stored = await all(test);
    expect(stored.events).toEqual(['b']);
    expect(stored.rejects[0]).toContain('deadly');
    expect(readFileSync(join(journal.dir, 'not-stored-1.json'), 'utf8')).toContain('deadly');
    expect(problems).toHaveLength(1);
    await stop();
    expect(existsSync(join(journal.dir, 'attempt.json'))).toBe(false);
  });
});
