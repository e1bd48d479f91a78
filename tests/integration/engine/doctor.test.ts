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

  it('is narrowed by rule, severity, source and time of arrival', async () => {
    expect(await idsOf()).toEqual(['junk-id:undefined', 'fired-twice:paid']);
    expect(await idsOf({ rule: 'junk-id' })).toEqual(['junk-id:undefined']);
    expect(await idsOf({ severity: ['warning'] })).toEqual(['fired-twice:paid']);
    expect(await idsOf({ source: 'segment' })).toEqual(['junk-id:undefined']);
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
