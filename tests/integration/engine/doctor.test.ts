/** The doctor on a real engine: live, of history, of imports, and what is dismissed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput } from '../../../shared/contract/commands';
import { completeEvent, neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(async () => {
  await test.close();
});

const ask = (input: Partial<CommandInput<'doctor.findings'>> = {}) =>
  test.engine.json['doctor.findings']({ wait: true, limit: 100, ...input }, neverAborted());
const idsOf = async (input?: Partial<CommandInput<'doctor.findings'>>): Promise<string[]> =>
  (await ask(input)).findings.map(({ id }) => id);

const twice = (event: string, at = Date.UTC(2026, 0, 1)) => [
  { event, timestamp: at, source: 'posthog', lib: 'web', distinct_id: 'ana', properties: { plan: 'pro' } },
  { event, timestamp: at + 7, source: 'posthog', lib: 'web', distinct_id: 'ana', properties: { plan: 'pro' } },
];

describe('what is found', () => {
  it('tells a mistake with its events and the remedy of the SDK that sent it', async () => {
    await test.store(...twice('$pageview').map((event) => ({ ...event, kind: 'page' as const })));
    const { findings, total, counts, doctor } = await ask();
    expect(total).toBe(1);
    expect(counts).toEqual({ error: 0, warning: 1, hint: 0 });
    expect(doctor).toMatchObject({ state: 'ready', examined: 2, pending: 0, skipped: 0 });
    const [finding] = findings;
    expect(finding).toMatchObject({ rule: 'fired-twice', subject: '$pageview', count: 1, persons: 1 });
    expect(finding?.examples[0]?.eids).toEqual([0, 1]);
    expect(finding?.remedy).toMatchObject({ for: 'PostHog' });
    expect(finding?.remedy.code).toContain('posthog.init');
  });

  it('is the same after the workspace was opened again', async () => {
    await test.store(...twice('paid'), { event: 'a', distinct_id: 'undefined' });
    const before = await ask();
    test = await test.reopen();
    expect(await ask()).toEqual(before);
  });

  it('comes of imported files too', async () => {
    const rows = twice('paid').map(({ event, timestamp, distinct_id }) =>
      JSON.stringify({ event, timestamp: new Date(timestamp).toISOString(), distinct_id, email: 'ana@example.com' }),
    );
    await test.importText('events.jsonl', rows.join('\n'));
    expect(await idsOf()).toContain('fired-twice:paid');
  });

  it('comes of signals that the request carried', async () => {
    await test.engine.ingest({
      events: [completeEvent({ event: 'seen', source: 'segment', lib: 'web' })],
      rejects: [],
      signals: { globalPrivacyControl: true },
    });
    await test.store({ event: 'seen', source: 'posthog' });
    expect(await idsOf()).toEqual(['do-not-track:segment · web']);
  });
});

describe('what is asked for', () => {
  beforeEach(async () => {
    await test.store(...twice('paid'), { event: 'a', distinct_id: 'undefined', source: 'segment' });
  });

  it('is narrowed by rule, severity, source, event and time of arrival', async () => {
    expect(await idsOf()).toEqual(['junk-id:undefined', 'fired-twice:paid']);
    expect(await idsOf({ rule: 'junk-id' })).toEqual(['junk-id:undefined']);
    expect(await idsOf({ severity: ['warning'] })).toEqual(['fired-twice:paid']);
    expect(await idsOf({ source: 'segment' })).toEqual(['junk-id:undefined']);
    expect(await idsOf({ eid: 0 })).toEqual(['fired-twice:paid']);
    expect(await idsOf({ eid: 2 })).toEqual(['junk-id:undefined']);
    expect(await idsOf({ eid: 99 })).toEqual([]);
    expect(await idsOf({ since: Date.UTC(2026, 5, 1) })).toHaveLength(2);
    expect(await idsOf({ since: Date.UTC(2026, 5, 1) + 1 })).toEqual([]);
  });

  it('comes in pages', async () => {
    const first = await ask({ limit: 1 });
    expect(first.total).toBe(2);
    const second = await ask({ limit: 1, cursor: first.nextCursor ?? '' });
    expect([...first.findings, ...second.findings].map(({ id }) => id)).toEqual([
      'junk-id:undefined',
      'fired-twice:paid',
    ]);
    expect(second.nextCursor).toBeUndefined();
    await expect(ask({ cursor: 'x' })).rejects.toThrow('cursor');
  });
});

describe('what is dismissed', () => {
  it('is hidden, kept in doctor.json with its reason, and comes back', async () => {
    await test.store(...twice('paid'));
    const finding = 'fired-twice:paid';
    await test.engine.json['doctor.dismiss']({ finding, reason: ' on purpose ' }, neverAborted());
    expect(await idsOf()).toEqual([]);
    expect((await ask()).dismissed).toBe(1);
    expect((await ask({ dismissed: 'only' })).findings[0]?.dismissed?.reason).toBe('on purpose');
    const kept = JSON.parse(await readFile(join(test.dir, 'doctor.json'), 'utf8')) as unknown;
    expect(kept).toMatchObject({ version: 1, dismissed: [{ finding, reason: 'on purpose' }] });
    test = await test.reopen();
    expect(await idsOf()).toEqual([]);
    await test.engine.json['doctor.restore']({ finding }, neverAborted());
    expect(await idsOf()).toEqual([finding]);
    await expect(test.engine.json['doctor.restore']({ finding }, neverAborted())).rejects.toThrow('not dismissed');
  });

  it('must be a finding, and a broken file is told of', async () => {
    const dismiss = () => test.engine.json['doctor.dismiss']({ finding: 'no:such', reason: '' }, neverAborted());
    await expect(dismiss()).rejects.toThrow('no finding');
    await writeFile(join(test.dir, 'doctor.json'), '{');
    await expect(ask()).rejects.toThrow('doctor.json is not JSON');
  });
});

it('tells those who watch that there is something new', async () => {
  const stop = new AbortController();
  const heard: string[] = [];
  const watching = (async () => {
    for await (const message of test.engine.stream.live({}, stop.signal)) {
      heard.push(message.type);
      if (message.type === 'findings') stop.abort();
    }
  })();
  await test.store(...twice('paid'));
  await watching;
  expect(heard.filter((type) => type !== 'beat')).toEqual(['events', 'findings']);
});

describe('however much arrives', () => {
  const PAIRS = 40;
  /** 16,000 events, every four-hundredth fired twice. */
  const flood = () =>
    Array.from({ length: 16_000 }, (_, n) =>
      completeEvent({
        event_id: `flood-${n}`,
        event: n % 400 < 2 ? `twice ${Math.floor(n / 400) % 4 === 0 ? 'a' : 'b'}` : `once${n % 7}`,
        distinct_id: `person-${Math.floor(n / 400)}`,
        timestamp: Date.UTC(2026, 0, 1, 0, 0, 0, 123) + Math.floor(n / 2) * 1_000 + (n % 2) * 40,
        properties: { n: n % 400 < 2 ? 0 : n },
      }),
    );
  const countsOf = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await ask()).findings.map(({ id, count }) => [id, count]));

  it('all of it is looked at, in order, and as after opening again', async () => {
    const events = flood();
    const stored: Promise<unknown>[] = [];
    for (let from = 0; from < events.length; from += 500) {
      stored.push(test.engine.ingest({ events: events.slice(from, from + 500), rejects: [] }));
    }
    await Promise.all(stored);
    const { doctor } = await ask();
    expect(doctor).toMatchObject({ state: 'ready', examined: 16_000, pending: 0 });
    const counts = await countsOf();
    expect((counts['fired-twice:twice a'] ?? 0) + (counts['fired-twice:twice b'] ?? 0)).toBe(PAIRS);
    test = await test.reopen();
    expect(await countsOf()).toEqual(counts);
  }, 60_000);

  it('what a cancelled import had stored is forgotten', async () => {
    await test.store(...twice('kept'));
    expect(await idsOf()).toEqual(['fired-twice:kept']);
    const rows = Array.from({ length: 60_000 }, (_, n) => `2026-01-01T00:00:00Z,null,event${n % 5}`);
    const path = join(test.dir, 'cancelled.csv');
    await writeFile(path, `time,user,event\n${rows.join('\n')}`);
    test.engine.grant({ token: 'token-cancelled', path, name: 'cancelled.csv' });
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      const input = { files: ['token-cancelled'], format: 'auto' as const };
      for await (const each of test.engine.stream['import.run'](input, stop.signal)) {
        if (each.type === 'progress' && each.phase === 'storing') stop.abort();
      }
    };
    await expect(run()).rejects.toThrow('cancelled');
    expect(await idsOf()).toEqual(['fired-twice:kept']);
  }, 60_000);
});
