/** What keeps SQL from taking the engine down: cancelling, time, memory, turns, and that events go on being stored. */
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QueryGuard } from '../../../electron/engine/sql/query-guard';
import { AppFailure } from '../../../shared/contract/errors';
import type { CanonicalEvent } from '../../../shared/model/event';
import type { InsightResult } from '../../../shared/insights/specs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

/** Hours of counting, unless it is stopped. */
const ENDLESS = 'SELECT count(*) FROM range(100000000000) a, range(1000) b WHERE a.range % 7 = b.range % 5';
const CANCEL_MS = 50;
/** The machine has others to serve: a turn of the event loop may come later. */
const SLACK_MS = 150;

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
  await test.store({ event: 'visit', distinct_id: 'ana' });
});
afterEach(() => test.close());

const run = (sql: string, signal = neverAborted()): Promise<InsightResult> =>
  test.engine.json['insight.run']({ spec: { kind: 'sql', sql } }, signal);

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppFailure) return error.error.code;
    throw error;
  }
  return 'answered';
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a query that is taken back', () => {
  it('ends at once, and so does its use of the processor', async () => {
    const abort = new AbortController();
    const code = codeOf(run(ENDLESS, abort.signal));
    await pause(300);
    const began = performance.now();
    abort.abort();
    expect(await code).toBe('cancelled');
    expect(performance.now() - began).toBeLessThan(CANCEL_MS);
    await pause(CANCEL_MS + SLACK_MS);
    const before = process.cpuUsage();
    await pause(300);
    const { user, system } = process.cpuUsage(before);
    // Of 300 ms of one processor and more that it took before.
    expect((user + system) / 1000).toBeLessThan(100);
    expect(await codeOf(run('SELECT 1'))).toBe('answered');
  });

  it('ends while its rows are being read', async () => {
    const abort = new AbortController();
    const code = codeOf(
      run('SELECT i, sha256(i::VARCHAR) FROM range(50000000000) t(i) WHERE i % 1000 = 0', abort.signal),
    );
    await pause(200);
    abort.abort();
    expect(await code).toBe('cancelled');
    expect(await codeOf(run('SELECT 1'))).toBe('answered');
  });

  it('leaves the queue before its turn has come', async () => {
    const aborts = Array.from({ length: 4 }, () => new AbortController());
    const codes = aborts.map(({ signal }) => codeOf(run(ENDLESS, signal)));
    await pause(100);
    const behind = run('SELECT 1');
    for (const abort of aborts.toReversed()) abort.abort();
    expect(await Promise.all(codes)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled']);
    expect(await behind).toMatchObject({ rows: [[1]] });
  });

  it('does not keep the engine from closing', async () => {
    const code = codeOf(run(ENDLESS));
    await pause(100);
    const reopened = test.reopen();
    expect(await code).toBe('cancelled');
    test = await reopened;
    expect(await run('SELECT count(*) FROM events')).toMatchObject({ rows: [[1]] });
  });
});

describe('while a query runs', () => {
  it('events are stored and other questions answered', async () => {
    const abort = new AbortController();
    const codes = [codeOf(run(ENDLESS, abort.signal)), codeOf(run(ENDLESS, abort.signal))];
    await pause(100);
    const began = performance.now();
    for (let i = 0; i < 20; i++) await test.store({ event: 'visit', distinct_id: `p${i}` });
    const info = await test.engine.json['workspace.info']({}, neverAborted());
    expect(info.events).toBe(21);
    expect(performance.now() - began).toBeLessThan(5_000);
    abort.abort();
    expect(await Promise.all(codes)).toEqual(['cancelled', 'cancelled']);
    expect(await run('SELECT count(*), count(DISTINCT person_id) FROM events')).toMatchObject({ rows: [[21, 21]] });
  });

  it('it sees one state of everything, whatever arrives', async () => {
    const sql = `SELECT (SELECT count(*) FROM events), (SELECT sum(events) FROM persons), (SELECT sum(events) FROM sessions),
      (SELECT count(person_id) FROM events)`;
    let stored = 1;
    const storing = (async () => {
      for (let i = 0; i < 40; i++) {
        await test.store({ event: 'visit', distinct_id: `q${i % 9}` }, { event: 'visit', distinct_id: `r${i}` });
        stored += 2;
      }
    })();
    for (let i = 0; i < 12; i++) {
      const before = stored;
      const result = await run(sql);
      const [events = 0, ...others] = result.kind === 'sql' ? (result.rows[0] ?? []) : [];
      expect(others).toEqual([events, events, events]);
      expect(events).toBeGreaterThanOrEqual(before);
    }
    await storing;
  });
});

describe('the guard', () => {
  const guarded = async (
    limits: { timeMs: number; memoryMb: number },
    sql: string,
  ): Promise<AppFailure | undefined> => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const guard = new QueryGuard(connection, neverAborted(), limits);
    try {
      await connection.runAndReadAll(sql);
    } catch {
      // What was wrong is the guard's to say.
    } finally {
      guard.end();
      connection.closeSync();
      instance.closeSync();
    }
    return guard.stopped();
  };

  it('stops what takes too long', async () => {
    const began = performance.now();
    const reason = await guarded({ timeMs: 200, memoryMb: 10_000 }, ENDLESS);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(reason?.error).toMatchObject({ code: 'invalid_request', path: 'sql' });
    expect(reason?.message).toContain('seconds');
  });

  it('stops what takes too much memory', async () => {
    const grows = 'SELECT count(*) FROM (SELECT DISTINCT sha256(i::VARCHAR) FROM range(400000000) t(i))';
    const reason = await guarded({ timeMs: 60_000, memoryMb: 80 }, grows);
    expect(reason?.message).toContain('memory');
  });

  it('leaves alone what stays within both', async () => {
    expect(await guarded({ timeMs: 60_000, memoryMb: 2_000 }, 'SELECT count(*) FROM range(100000)')).toBeUndefined();
  });
});

describe('who owns which event', () => {
  it('is brought up to date by what changed, and stays what a new start finds', async () => {
    const START = Date.UTC(2026, 2, 2, 9);
    const identify = (user: string, device: string, minute: number): Partial<CanonicalEvent> & { event: string } => ({
      event: '$identify',
      kind: 'identify',
      distinct_id: user,
      user_id: user,
      anonymous_id: device,
      timestamp: START + minute * 60_000,
    });
    const visit = (device: string, minute: number): Partial<CanonicalEvent> & { event: string } => ({
      event: 'visit',
      distinct_id: device,
      anonymous_id: device,
      timestamp: START + minute * 60_000,
    });
    const sql = `SELECT event_id, e.person_id, session_id, s.person_id = e.person_id AND e.timestamp BETWEEN s.started_at AND s.ended_at
      FROM events e LEFT JOIN sessions s USING (session_id) ORDER BY event_id`;
    const rows = async (): Promise<unknown> => {
      const result = await run(sql);
      return result.kind === 'sql' ? result.rows : undefined;
    };
    await test.store(...Array.from({ length: 400 }, (_, i) => visit(`d${i % 40}`, i * 7)));
    await rows();
    // Later events, earlier ones that join sessions, and ids that turn out to be one person's.
    await test.store(visit('d1', 5_000), visit('d2', 6), identify('ana', 'd3', 30));
    await rows();
    await test.store(identify('ana', 'd4', 40), visit('new', 1));
    const extended = await rows();
    expect((extended as unknown[][]).every((row) => row[3] === true)).toBe(true);
    test = await test.reopen();
    expect(await rows()).toEqual(extended);
  });
});
