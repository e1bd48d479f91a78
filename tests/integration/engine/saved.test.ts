/** What people keep, on a real engine: by command, by hand, and in the place of its references. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandOutput, LiveMessage } from '../../../shared/contract/commands';
import type { SavedDocument } from '../../../shared/contract/saved';
import type { InsightSpec } from '../../../shared/insights/specs';
import type { Filter } from '../../../shared/model/filter';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
const did = (person: string, event: string, day: number, properties = {}) => ({
  event,
  timestamp: Date.UTC(2026, 2, day, 9),
  user_id: person,
  distinct_id: person,
  properties,
});
beforeEach(async () => {
  test = await openTestEngine();
  await test.store(
    did('ana', 'view', 2),
    did('ana', 'pay', 3, { amount: 20 }),
    did('ana', 'pay', 4, { amount: 5 }),
    did('ben', 'view', 2),
    did('ben', 'pay', 3, { amount: 100 }),
    did('cho', 'view', 5),
  );
});
afterEach(() => test.close());

const segment = (id: string, filter: Filter): SavedDocument => ({
  kind: 'segment',
  document: { version: 1, id, name: `Segment ${id}`, filter },
});
const action = (id: string, ...events: string[]): SavedDocument => ({
  kind: 'action',
  document: { version: 1, id, name: `Action ${id}`, matchers: events.map((event) => ({ event })) },
});
const insight = (id: string, spec: InsightSpec): SavedDocument => ({
  kind: 'insight',
  document: { version: 1, id, name: `Insight ${id}`, spec },
});
const put = (saved: SavedDocument, isNew?: boolean) =>
  test.engine.json['saved.put']({ saved, ...(isNew === undefined ? {} : { isNew }) }, neverAborted());
const list = (): Promise<CommandOutput<'saved.list'>> => test.engine.json['saved.list']({}, neverAborted());
const remove = (kind: SavedDocument['kind'], id: string) =>
  test.engine.json['saved.remove']({ kind, id }, neverAborted());
const run = (spec: InsightSpec) => test.engine.json['insight.run']({ spec }, neverAborted());

async function count(filter: Filter): Promise<[count: number, total: number]> {
  const result = await run({ kind: 'segment', filter });
  if (result.kind !== 'segment') throw new Error('a segment was asked for');
  return [result.count, result.total];
}

const paid: Filter = { performed: { event: 'pay' } };
const paidTwice: Filter = { performed: { event: 'pay' }, count: { op: 'gte', value: 2 } };

it('keeps a segment as a file and lets questions refer to it', async () => {
  const { segments } = await put(segment('payers', paid));
  expect(segments.map(({ id }) => id)).toEqual(['payers']);
  expect(JSON.parse(await readFile(join(test.dir, 'segments/payers.json'), 'utf8'))).toEqual({
    version: 1,
    id: 'payers',
    name: 'Segment payers',
    filter: paid,
  });
  expect(await count({ segment: 'payers' })).toEqual([2, 3]);
});

it('another meaning gives another answer and another version', async () => {
  await put(segment('payers', paid));
  const before = await run({ kind: 'segment', filter: { segment: 'payers' } });
  const { dataVersion } = await test.engine.json['workspace.info']({}, neverAborted());
  expect(before.meta.dataVersion).toBe(dataVersion);
  await put(segment('payers', paidTwice));
  const after = await run({ kind: 'segment', filter: { segment: 'payers' } });
  expect(after).toMatchObject({ kind: 'segment', count: 1, total: 3 });
  expect(after.meta.dataVersion).toBeGreaterThan(dataVersion);
});

it('a question that refers to nothing keeps its answer, under the new version', async () => {
  const spec: InsightSpec = { kind: 'segment', filter: paid };
  const before = await run(spec);
  await put(segment('others', paidTwice));
  const after = await run(spec);
  expect(after.meta.computedAt).toBe(before.meta.computedAt);
  expect(after.meta.dataVersion).toBe(before.meta.dataVersion + 1);
});

it('a question about the last days keeps its answer while they are the same days', async () => {
  const spec: InsightSpec = {
    kind: 'segment',
    filter: { performed: { event: 'pay' }, window: { last: { value: 1_000, unit: 'day' } } },
  };
  const before = await run(spec);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const after = await run(spec);
  // Unless midnight came between the two.
  if (before.meta.computedAt.slice(0, 10) === new Date().toISOString().slice(0, 10)) {
    expect(after.meta.computedAt).toBe(before.meta.computedAt);
  }
});

it('tells who watches that something changed', async () => {
  const gone = new AbortController();
  const seen: LiveMessage[] = [];
  const watching = (async () => {
    for await (const message of test.engine.stream.live({}, gone.signal)) {
      seen.push(message);
      if (message.type === 'changed') gone.abort();
    }
  })();
  const before = await test.engine.json['workspace.info']({}, neverAborted());
  await put(segment('payers', paid));
  await watching;
  expect(seen.at(-1)).toEqual({ type: 'changed', total: before.events, dataVersion: before.dataVersion + 1 });
});

it('is there again after a restart', async () => {
  await put(segment('payers', paid));
  await put(action('paying', 'pay'));
  test = await test.reopen();
  const { segments, actions, problems } = await list();
  expect([segments.length, actions.length, problems]).toEqual([1, 1, []]);
  expect(await count({ segment: 'payers' })).toEqual([2, 3]);
});

it('segments may refer to segments and actions', async () => {
  await put(action('money', 'pay', 'refund'));
  await put(segment('payers', { performed: { action: 'money' } }));
  await put(segment('rich', { all: [{ segment: 'payers' }, { not: paidTwice }] }));
  expect(await count({ segment: 'rich' })).toEqual([1, 3]);
});

it('an action is a step under its own name', async () => {
  await put(action('money', 'pay', 'refund'));
  const spec: InsightSpec = { kind: 'funnel', steps: [{ event: 'view' }, { action: 'money' }] };
  const result = await run(spec);
  if (result.kind !== 'funnel') throw new Error('a funnel was asked for');
  expect(result.steps.map(({ label, count: persons }) => [label, persons])).toEqual([
    ['view', 3],
    ['Action money', 2],
  ]);
  const drilled = await test.engine.json['insight.drill'](
    { spec, cell: { step: 2, outcome: 'reached' }, limit: 10 },
    neverAborted(),
  );
  expect(drilled.rows.map(({ person }) => person)).toEqual(['ana', 'ben']);
});

it('opens both sides of a segment, with the events that speak', async () => {
  const spec: InsightSpec = { kind: 'segment', filter: paidTwice };
  const drill = async (belongs: boolean) =>
    (await test.engine.json['insight.drill']({ spec, cell: { belongs }, limit: 10 }, neverAborted())).rows.map(
      ({ person, evidence }) => [person, ...evidence.map(({ event }) => event)],
    );
  expect(await drill(true)).toEqual([['ana', 'pay', 'pay']]);
  expect(await drill(false)).toEqual([['ben'], ['cho']]);
  const result = await run(spec);
  if (result.kind !== 'segment') throw new Error('a segment was asked for');
  expect(result.sample.map(({ person, evidence }) => [person, evidence.length])).toEqual([['ana', 2]]);
});

it('asks of the persons of a range alone', async () => {
  const result = await run({ kind: 'segment', filter: paid, range: { from: '2026-03-04', to: '2026-03-05' } });
  expect(result).toMatchObject({ count: 1, total: 2, share: 0.5 });
});

it('means the same in a comparison of identity rules', async () => {
  await put(segment('payers', paid));
  const insight: InsightSpec = { kind: 'segment', filter: { segment: 'payers' } };
  const rows = [];
  for await (const each of test.engine.stream['identity.compare']({ rules: ['none'], insight }, neverAborted())) {
    if (each.type === 'row') rows.push(each.insight);
  }
  expect(rows).toMatchObject([{ kind: 'segment', count: 2, total: 3 }]);
});

it('many changes and questions at once find one order', async () => {
  await put(segment('payers', paid));
  const asks = Array.from({ length: 12 }, (_, i) =>
    i % 3 === 0 ? put(segment('payers', i % 2 === 0 ? paidTwice : paid)) : count({ segment: 'payers' }),
  );
  const answers = await Promise.all(asks);
  for (const answer of answers) if (Array.isArray(answer)) expect([1, 2]).toContain(answer[0]);
  // The last change was the tenth ask.
  expect(await count({ segment: 'payers' })).toEqual([2, 3]);
  const files = await readdir(join(test.dir, 'segments'));
  expect(files).toEqual(['payers.json']);
});

describe('files', () => {
  const write = async (path: string, value: unknown): Promise<void> => {
    await mkdir(join(test.dir, path, '..'), { recursive: true });
    await writeFile(join(test.dir, path), typeof value === 'string' ? value : JSON.stringify(value));
  };

  it('changed by hand are seen by the next question', async () => {
    await put(segment('payers', paid));
    expect(await count({ segment: 'payers' })).toEqual([2, 3]);
    await write('segments/payers.json', segment('payers', paidTwice).document);
    expect(await count({ segment: 'payers' })).toEqual([1, 3]);
    await rm(join(test.dir, 'segments/payers.json'));
    await expect(count({ segment: 'payers' })).rejects.toThrow(/«payers» is no saved segment/);
    expect((await list()).segments).toEqual([]);
  });

  it('that do not fit are told of and left alone', async () => {
    await put(segment('payers', paid));
    await write('segments/torn.json', '{"version": 1,');
    await write('segments/other.json', segment('another', paid).document);
    await write('segments/Big Name.json', segment('big', paid).document);
    await write('actions/future.json', { ...action('future', 'pay').document, version: 2 });
    await write('segments/README.md', 'not ours');
    await write('insights', 'a file where a folder should be');
    test = await test.reopen();
    const { segments, problems } = await list();
    expect(segments.map(({ id }) => id)).toEqual(['payers']);
    expect(Object.fromEntries(problems.map(({ file, message }) => [file, message]))).toEqual({
      'actions/future.json': expect.stringMatching(/version/),
      'insights/': expect.stringMatching(/folder could not be read/),
      'segments/Big Name.json': expect.stringMatching(/name is no id/),
      'segments/other.json': expect.stringMatching(/Its id is «another», but the file is called other\.json/),
      'segments/torn.json': expect.stringMatching(/It is not JSON/),
    });
    expect(await readFile(join(test.dir, 'segments/torn.json'), 'utf8')).toBe('{"version": 1,');
    await expect(count({ segment: 'torn' })).rejects.toThrow(/the file of the segment «torn» is wrong: It is not JSON/);
    expect(await count({ segment: 'payers' })).toEqual([2, 3]);
  });

  it('that refer to what is not there are listed, with the problem', async () => {
    await write('segments/lost.json', segment('lost', { segment: 'gone' }).document);
    const { segments, problems } = await list();
    expect(segments.map(({ id }) => id)).toEqual(['lost']);
    expect(problems).toEqual([
      { file: 'segments/lost.json', message: expect.stringMatching(/filter\.segment: «gone» is no saved segment/) },
    ]);
  });

  it('never lie outside their folder', async () => {
    const escape = { ...segment('x', paid).document, id: '../../escape' };
    await expect(put({ kind: 'segment', document: escape } as SavedDocument)).rejects.toThrow(/lower-case letters/);
  });
});

describe('refuses', () => {
  it('what refers to what is not there, with the path', async () => {
    await expect(put(segment('a', { all: [{ segment: 'b' }] }))).rejects.toMatchObject({
      error: { code: 'invalid_request', path: 'saved.document.filter.all[0].segment' },
    });
    await expect(run({ kind: 'funnel', steps: [{ event: 'view' }, { action: 'b' }] })).rejects.toMatchObject({
      error: { code: 'invalid_request', path: 'spec.steps[1].action' },
    });
    expect((await list()).segments).toEqual([]);
  });

  it('a circle', async () => {
    await put(segment('a', paid));
    await put(segment('b', { segment: 'a' }));
    await expect(put(segment('a', { not: { segment: 'b' } }))).rejects.toThrow(/goes in a circle: .*«b».*«a».*«b»/);
    expect(await count({ segment: 'b' })).toEqual([2, 3]);
  });

  it('to replace what should be new', async () => {
    await put(segment('a', paid), true);
    await expect(put(segment('a', paidTwice), true)).rejects.toThrow(/already the file segments\/a\.json/);
  });

  it('to remove what something else uses', async () => {
    await put(action('money', 'pay'));
    await put(segment('payers', { performed: { action: 'money' } }));
    await put(insight('report', { kind: 'segment', filter: { segment: 'payers' } }));
    await expect(remove('action', 'money')).rejects.toThrow(
      /used by the segment «Segment payers»\. Change or remove it/,
    );
    await expect(remove('segment', 'payers')).rejects.toThrow(/used by the insight «Insight report»/);
    await remove('insight', 'report');
    await remove('segment', 'payers');
    expect(await remove('action', 'money')).toEqual({ insights: [], segments: [], actions: [], problems: [] });
    await expect(remove('action', 'money')).rejects.toMatchObject({ error: { code: 'not_found' } });
  });
});

describe('lists', () => {
  const people = async (where: Filter): Promise<unknown[]> => {
    const orderBy = { column: 'person', descending: false } as const;
    const bytes = await test.engine.arrow['people.table']({ where, orderBy, limit: 10 }, neverAborted());
    const summary = await test.engine.json['people.summary']({ where }, neverAborted());
    const table = tableFromIPC(bytes);
    expect(summary).toMatchObject({ count: table.numRows, total: 3 });
    return [...(table.getChild('person')?.toArray() ?? [])];
  };
  const sessions = async (where: Filter, person?: string): Promise<unknown[]> => {
    const orderBy = { column: 'start', descending: false } as const;
    const asked = { where, ...(person === undefined ? {} : { person }) };
    const bytes = await test.engine.arrow['sessions.table']({ ...asked, orderBy, limit: 10 }, neverAborted());
    const summary = await test.engine.json['sessions.summary'](asked, neverAborted());
    const table = tableFromIPC(bytes);
    expect(summary).toMatchObject({ count: table.numRows });
    return [...(table.getChild('person')?.toArray() ?? [])];
  };

  it('of people are narrowed by segments, beside what persons are', async () => {
    await put(segment('payers', paid));
    expect(await people({ segment: 'payers' })).toEqual(['ana', 'ben']);
    expect(await people({ not: { segment: 'payers' } })).toEqual(['cho']);
    const busy: Filter = { property: 'person.$events', op: 'gte', value: 3 };
    expect(await people({ all: [{ segment: 'payers' }, busy] })).toEqual(['ana']);
    expect(await people({ any: [{ not: { segment: 'payers' } }, busy] })).toEqual(['ana', 'cho']);
    expect(await people({ any: [] })).toEqual([]);
  });

  it('of sessions are those of the persons that belong', async () => {
    await put(segment('twice', paidTwice));
    expect(await sessions({ segment: 'twice' })).toEqual(['ana', 'ana', 'ana']);
    expect(await sessions({ not: { segment: 'twice' } })).toEqual(['ben', 'ben', 'cho']);
    const late: Filter = { property: 'session.start', op: 'after', value: '2026-03-03T00:00:00Z' };
    expect(await sessions({ all: [{ not: { segment: 'twice' } }, late] })).toEqual(['ben', 'cho']);
    expect(await sessions({ any: [late, { not: { any: [{ segment: 'twice' }, late] } }] }, 'ben')).toEqual([
      'ben',
      'ben',
    ]);
    const distributions = await test.engine.json['sessions.distributions'](
      { where: { segment: 'twice' }, columns: ['person'] },
      neverAborted(),
    );
    expect(distributions).toMatchObject([{ values: [{ value: 'ana', all: 3 }] }]);
  });

  it('follow a change of the segment', async () => {
    await put(segment('payers', paid));
    expect(await people({ segment: 'payers' })).toEqual(['ana', 'ben']);
    await put(segment('payers', paidTwice));
    expect(await people({ segment: 'payers' })).toEqual(['ana']);
    await test.store(did('cho', 'pay', 6), did('cho', 'pay', 7));
    expect(await people({ segment: 'payers' })).toEqual(['ana', 'cho']);
  });

  it('refuse what neither they nor persons can be asked', async () => {
    const amount: Filter = { property: 'properties.amount', op: 'gt', value: 1 };
    await expect(people(amount)).rejects.toMatchObject({ error: { code: 'invalid_request', path: 'where' } });
    await expect(sessions({ all: [{ segment: 'gone' }] })).rejects.toMatchObject({
      error: { code: 'invalid_request', path: 'where.all[0].segment' },
    });
    await expect(sessions({ all: [amount] })).rejects.toThrow(/may test session\.KEY/);
  });

  it('of the newest events are narrowed too', async () => {
    await put(segment('twice', paidTwice));
    const recent = await test.engine.json['events.recent']({ limit: 2, filter: { segment: 'twice' } }, neverAborted());
    expect(recent.map(({ eid }) => eid)).toEqual([2, 1]);
  });
});

it('counts how segments overlap', async () => {
  await put(segment('payers', paid));
  const overlap = await test.engine.json['segments.overlap'](
    { filters: [{ segment: 'payers' }, paidTwice, { performed: { event: 'view' } }] },
    neverAborted(),
  );
  expect(overlap).toEqual({ total: 3, counts: [0, 0, 0, 0, 1, 1, 0, 1] });
});

it('tells which segments a person belongs to', async () => {
  await put(segment('payers', paid));
  await put(segment('twice', { all: [{ segment: 'payers' }, paidTwice] }));
  const of = (person: string) => test.engine.json['people.segments']({ person }, neverAborted());
  expect(await of('ben')).toEqual([
    { id: 'payers', name: 'Segment payers', belongs: true },
    { id: 'twice', name: 'Segment twice', belongs: false },
  ]);
  await expect(of('nobody')).rejects.toMatchObject({ error: { code: 'not_found' } });
});
