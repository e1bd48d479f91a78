/** Recordings that go: with the import that brought them, by hand, or to make room; and what must stay. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput, ImportEntry } from '../../../shared/contract/commands';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
const notes: [string, object][] = [];
beforeEach(async () => {
  notes.length = 0;
  test = await openTestEngine(undefined, { onNote: (what, facts) => notes.push([what, facts]) });
});
afterEach(() => test.close());

const AT = Date.UTC(2026, 2, 1, 10);
const HOUR = 3_600_000;

const list = async () => (await test.engine.json['recordings.list']({ limit: 100 }, neverAborted())).rows;
const names = async () => (await list()).map(({ recording }) => recording).sort();
const usage = () => test.engine.json['recordings.usage']({}, neverAborted());
const remove = (input: CommandInput<'recordings.remove'>) =>
  test.engine.json['recordings.remove'](input, neverAborted());
const undo = (id: number) => test.engine.json['import.undo']({ id }, neverAborted());
const info = () => test.engine.json['workspace.info']({}, neverAborted());
const rejects = async () => (await test.engine.json['rejects.list']({ limit: 10 }, neverAborted())).total;

/** An import that stays in the list; gives its id. */
async function take(name: string, text: string): Promise<number> {
  await test.importText(name, text);
  const [latest] = (await test.engine.json['import.list']({}, neverAborted())) as [ImportEntry];
  return latest.id;
}

interface Shown {
  readonly recording: string;
  readonly distinct_id?: string;
  readonly at?: number;
  readonly receivedAt?: number;
  /** Bytes that gzip makes nothing of. */
  readonly size?: number;
}
const capture = ({ recording, distinct_id, at = AT, receivedAt = Date.now(), size = 0 }: Shown) =>
  test.engine.ingest({
    events: [],
    rejects: [],
    recordings: [
      {
        source: 'posthog',
        recording,
        ...(distinct_id === undefined ? {} : { distinct_id }),
        received_at: receivedAt,
        first: at,
        last: at + 1000,
        skew: 0,
        count: 1,
        events: JSON.stringify([{ type: 3, timestamp: at, data: { noise: randomBytes(size).toString('base64') } }]),
      },
    ],
  });

const snapshot = { type: 4, data: { href: 'https://x.example/' }, timestamp: AT };
const row = (uuid: string, event: string, properties: object = {}) => ({
  uuid,
  event,
  distinct_id: 'ada',
  timestamp: '2026-03-01T10:00:00Z',
  properties: { $session_id: 's1', $window_id: 'w1', ...properties },
});
const jsonl = (rows: readonly unknown[]): string => `${rows.map((each) => JSON.stringify(each)).join('\n')}\n`;
const FILE = jsonl([row('1', '$pageview'), row('2', '$snapshot', { $snapshot_data: [snapshot] })]);
const GROWN = `${FILE}${jsonl([row('3', '$snapshot', { $window_id: 'w2', $snapshot_data: [snapshot] })])}`;

describe('undoing an import', () => {
  it('takes its recordings out, its rejects, and what it said of ids', async () => {
    await test.store({ event: 'seen', distinct_id: 'ada' }, { event: 'seen', distinct_id: 'anon-7' });
    await capture({ recording: 'live', distinct_id: 'ada' });
    const before = { ...(await info()), dataVersion: 0 };
    const id = await take(
      'events.jsonl',
      `${FILE}${jsonl([row('4', '$create_alias', { alias: 'anon-7' }), { ...row('5', 'x'), timestamp: 'never' }])}{"uuid"\n`,
    );
    expect(await info()).toMatchObject({ persons: 1 });
    expect(await names()).toEqual(['live', 's1']);
    expect(await rejects()).toBe(2);
    await undo(id);
    expect({ ...(await info()), dataVersion: 0 }).toEqual(before);
    expect(await info()).toMatchObject({ persons: 2 });
    expect(await names()).toEqual(['live']);
    expect(await rejects()).toBe(0);
    // As if it had never been: it can be imported again, with all that is in it.
    await take('events.jsonl', FILE);
    expect(await names()).toEqual(['live', 's1']);
  });

  it('leaves what another import, or an SDK, brought too', async () => {
    const first = await take('one.jsonl', FILE);
    const second = await take('two.jsonl', GROWN);
    expect(await list()).toMatchObject([{ recording: 's1', chunks: 2 }]);
    await undo(first);
    expect(await list()).toMatchObject([{ recording: 's1', chunks: 2 }]);
    const third = await take('three.jsonl', FILE);
    await undo(second);
    expect(await list()).toMatchObject([{ recording: 's1', chunks: 1 }]);
    test = await test.reopen();
    await undo(third);
    expect(await list()).toEqual([]);

    const fourth = await take('four.jsonl', FILE);
    const stored = await test.engine.json['recordings.get'](
      { source: 'posthog', recording: 's1', limit: 10 },
      neverAborted(),
    );
    await test.engine.ingest({
      events: [],
      rejects: [],
      recordings: [
        {
          source: 'posthog',
          recording: 's1',
          window_id: 'w1',
          received_at: AT,
          first: AT,
          last: AT,
          skew: 0,
          count: 1,
          events: JSON.stringify(stored.events),
        },
      ],
    });
    expect(await list()).toMatchObject([{ chunks: 1 }]);
    await undo(fourth);
    expect(await names()).toEqual(['s1']);
  });
});

describe('recordings taken out by hand', () => {
  it('go alone, by person, by age or all; events stay', async () => {
    await test.store(
      { event: 'a', distinct_id: 'ada', user_id: 'ada', anonymous_id: 'anon-1', session_id: 'named' },
      { event: 'a', distinct_id: 'ben' },
    );
    await capture({ recording: 'of-anon', distinct_id: 'anon-1', at: AT + 9 * HOUR });
    await capture({ recording: 'named', at: AT + 8 * HOUR });
    await capture({ recording: 'of-ben', distinct_id: 'ben', at: AT + 7 * HOUR });
    await capture({ recording: 'old', at: AT });
    await capture({ recording: "o'ne", at: AT + 6 * HOUR });
    const full = await usage();
    expect(full).toMatchObject({ recordings: 5, first: AT, last: AT + 9 * HOUR + 1000, limitBytes: 2e9 });

    const one = await remove({ what: 'these', recordings: [{ source: 'posthog', recording: "o'ne" }] });
    expect(one).toMatchObject({ recordings: 1 });
    expect((await usage()).bytes).toBe(full.bytes - one.bytes);
    expect(await remove({ what: 'before', before: AT + HOUR })).toMatchObject({ recordings: 1 });
    expect(await names()).toEqual(['named', 'of-anon', 'of-ben']);
    expect(await remove({ what: 'person', person: 'ada' })).toMatchObject({ recordings: 2 });
    expect(await names()).toEqual(['of-ben']);
    await expect(remove({ what: 'person', person: 'nobody' })).rejects.toThrow('no person');
    expect(await remove({ what: 'all' })).toMatchObject({ recordings: 1 });
    expect(await remove({ what: 'all' })).toEqual({ recordings: 0, bytes: 0 });
    expect(await usage()).toEqual({ recordings: 0, bytes: 0, limitBytes: 2e9 });
    expect((await info()).events).toBe(2);
    // What is told of it says how much, and nothing of what.
    expect(notes).toHaveLength(5);
    expect(JSON.stringify(notes)).not.toMatch(/ada|anon|posthog|named/);
  });
});

describe('the limit of recordings', () => {
  const setLimit = (limitMb: number) =>
    test.engine.json['settings.set']({ settings: { ...DEFAULT_SETTINGS, recordings: { limitMb } } }, neverAborted());
  const MB3 = 3_000_000;

  it('lets the oldest go first, and never one that is still written to', async () => {
    await setLimit(10);
    const ago = (hours: number): number => Date.now() - hours * HOUR;
    // The order in which they came counts, not the order of what they show.
    await capture({ recording: 'second', size: MB3, receivedAt: ago(4), at: AT });
    await capture({ recording: 'first', size: MB3, receivedAt: ago(5), at: AT + HOUR });
    await capture({ recording: 'growing', size: MB3, receivedAt: ago(6) });
    expect(await names()).toEqual(['first', 'growing', 'second']);
    await capture({ recording: 'growing', size: MB3, at: AT + 5 });
    expect(await names()).toEqual(['growing', 'second']);
    expect(notes).toMatchObject([['recordings made room for others', { recordings: 1 }]]);
    await capture({ recording: 'growing', size: MB3, at: AT + 6 });
    await capture({ recording: 'growing', size: MB3, at: AT + 7 });
    // Larger than the limit by itself, but not at its end yet.
    expect(await names()).toEqual(['growing']);
    expect((await usage()).bytes).toBeGreaterThan(10e6);
  });

  it('holds at once where it is made smaller, and after a start', async () => {
    await setLimit(50);
    const early = Date.now() - HOUR;
    for (const recording of ['a', 'b', 'c', 'd']) {
      await capture({ recording, size: MB3, receivedAt: early + recording.charCodeAt(0) });
    }
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
    const { sessions } = await test.engine.json['settings.get']({}, neverAborted());
    await setLimit(10);
    expect((await info()).work).toBeUndefined();
    expect(await names()).toEqual(['b', 'c', 'd']);
    expect((await test.engine.json['settings.get']({}, neverAborted())).sessions).toEqual(sessions);
    test = await test.reopen();
    expect(await usage()).toMatchObject({ recordings: 3, limitBytes: 10e6 });
  });
});
