/**
 * Real data with independently published figures, imported and asked again. The files are not part of this repository:
 * where `../shared/data` is absent the tests are skipped; the small restated cases at the end always run.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InsightResult, InsightSpec } from '../../../shared/insights/specs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const present = existsSync(DATA);
if (!present) console.warn('Skipped: ../shared/data is not here, so published figures were not reproduced.');

let test: TestEngine;
const start = async (): Promise<void> => {
  test = await openTestEngine();
};
const stop = (): Promise<void> => test.close();
const run = (spec: InsightSpec): Promise<InsightResult> => test.engine.json['insight.run']({ spec }, neverAborted());

async function counts(spec: InsightSpec): Promise<number[]> {
  const result = await run(spec);
  if (result.kind === 'funnel') return result.steps.map(({ count }) => count);
  return result.kind === 'trends' ? result.series.map(({ total }) => total ?? 0) : [];
}

describe.skipIf(!present)('clique-bait: 32,734 events of an online shop', () => {
  beforeAll(async () => {
    await start();
    await test.importPath(join(DATA, 'clique-bait/events.csv'), {
      time: { column: 'event_time' },
      event: { column: 'event_type' },
      distinctId: { column: 'visit_id' },
      sessionId: { column: 'visit_id' },
    });
  });
  afterAll(stop);

  it('has the published counts by event type', async () => {
    const series = ['1', '2', '3', '4', '5'].map((event) => ({ match: { event }, math: 'events' as const }));
    expect(await counts({ kind: 'trends', interval: 'month', series })).toEqual([20928, 8451, 1777, 876, 702]);
  });

  it('has the published visits, in all and by month', async () => {
    const result = await run({
      kind: 'trends',
      interval: 'month',
      series: [{ match: { event: '*' }, math: 'persons' }],
    });
    const firsts = await counts({
      kind: 'trends',
      interval: 'month',
      series: [{ match: { event: '*' }, math: 'persons' }],
    });
    expect(firsts).toEqual([3564]);
    // A visit across midnight of a month's end would count twice; there is none.
    expect(result.kind === 'trends' && result.series[0]?.values).toEqual([876, 1488, 916, 248, 36]);
  });

  it('has the published share of visits that purchase: 49.86 %', async () => {
    const [visits, purchases] = await counts({ kind: 'funnel', steps: [{ event: '*' }, { event: '3' }] });
    expect((((purchases ?? 0) / (visits ?? 1)) * 100).toFixed(2)).toBe('49.86');
  });

  it('has the published share of visits that saw checkout and did not purchase: 15.50 %', async () => {
    const [checkouts, purchases] = await counts({
      kind: 'funnel',
      steps: [{ event: '1', where: { property: 'properties.page_id', op: 'eq', value: 12 } }, { event: '3' }],
    });
    expect(((1 - (purchases ?? 0) / (checkouts ?? 1)) * 100).toFixed(2)).toBe('15.50');
  });

  it('has the published pages seen most', async () => {
    const pages = [2, 12, 1].map((page) => ({
      match: { event: '1', where: { property: 'properties.page_id', op: 'eq' as const, value: page } },
      math: 'events' as const,
    }));
    expect(await counts({ kind: 'trends', interval: 'month', series: pages })).toEqual([3174, 2103, 1782]);
  });
});

describe.skipIf(!present)('ecommerce-funnel: 90,400 users, dates without clock times, every step a tie', () => {
  beforeAll(async () => {
    await start();
    await test.importText('joined.jsonl', joinedFunnel());
  }, 120_000);
  afterAll(stop);

  const steps = ['home', 'search', 'payment', 'confirmation'].map((event) => ({ event }));
  const by = async (property: string): Promise<Record<string, number[]>> => {
    const result = await run({ kind: 'funnel', steps, breakdown: { property } });
    if (result.kind !== 'funnel') throw new Error('no funnel');
    return Object.fromEntries((result.breakdowns ?? []).map((row) => [row.value, row.steps.map(({ count }) => count)]));
  };

  it('has the published funnel', async () => {
    expect(await counts({ kind: 'funnel', steps })).toEqual([90400, 45200, 6030, 452]);
  });

  it('has the published funnels by device and by sex', async () => {
    expect(await by('properties.device')).toEqual({
      Desktop: [60200, 30100, 3010, 150],
      Mobile: [30200, 15100, 3020, 302],
    });
    expect(await by('properties.sex')).toEqual({ Female: [45075, 22676, 3100, 241], Male: [45325, 22524, 2930, 211] });
  });

  it('has the published funnels by month', async () => {
    const month = (from: string, to: string): Promise<number[]> =>
      counts({ kind: 'funnel', steps, range: { from, to } });
    expect(await month('2015-01-01', '2015-01-31')).toEqual([22600, 13554, 2390, 189]);
    expect(await month('2015-02-01', '2015-02-28')).toEqual([22600, 13687, 2412, 173]);
    expect(await month('2015-03-01', '2015-03-31')).toEqual([22600, 8879, 631, 44]);
    expect(await month('2015-04-01', '2015-04-30')).toEqual([22600, 9080, 597, 46]);
  });
});

/** Four page tables and the users' own, as one event a line. */
function joinedFunnel(): string {
  const read = (name: string): string[][] =>
    readFileSync(join(DATA, 'ecommerce-funnel', name), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.replaceAll('"', '').split(','));
  const users = new Map(read('user_table.csv').map(([id, ...rest]) => [id, rest]));
  const tables = {
    home: 'home_page_table.csv',
    search: 'search_page_table.csv',
    payment: 'payment_page_table.csv',
    confirmation: 'payment_confirmation_table.csv',
  };
  return Object.entries(tables)
    .flatMap(([event, file]) =>
      read(file).map(([id]) => {
        const [date, device, sex] = users.get(id) ?? [];
        return JSON.stringify({ user_id: id, event, timestamp: date, device, sex });
      }),
    )
    .join('\n');
}

describe.skipIf(!present)('sparkify-logs: a music service, 8,056 lines, logged-out rows without a user', () => {
  beforeAll(start);
  afterAll(stop);

  it('gives 6,820 songs of 96 users and keeps the 286 logged-out rows as rejects', async () => {
    const report = await test.importPath(join(DATA, 'sparkify-logs/events.jsonl'), {
      time: { column: 'ts', format: 'epoch_ms' },
      event: { column: 'page' },
      distinctId: { column: 'userId' },
      sessionId: { column: 'sessionId' },
    });
    expect(report).toMatchObject({ rows: 8056, imported: 7770, rejected: 286 });
    expect(
      await counts({
        kind: 'trends',
        interval: 'month',
        series: [
          { match: { event: 'NextSong' }, math: 'events' },
          { match: { event: 'NextSong' }, math: 'persons' },
        ],
      }),
    ).toEqual([6820, 96]);
  });
});

describe.skipIf(!present)('starbucks-truncated: JSON lines cut in the middle of a record', () => {
  beforeAll(start);
  afterAll(stop);

  it('gives 25,694 good rows and says where the file breaks off', async () => {
    const report = await test.importPath(join(DATA, 'starbucks-truncated/transcript_truncated.jsonl'), {
      time: { column: 'time', format: 'epoch_s' },
      event: { column: 'event' },
      distinctId: { column: 'person' },
    });
    expect(report).toMatchObject({ imported: 25694, rejected: 1 });
    const { rows } = await test.engine.json['rejects.recent']({ limit: 1 }, neverAborted());
    expect(rows[0]?.code).toBe('truncated_file');
  });
});

describe('restated: steps that tie on a date, in whatever order the file has them', () => {
  beforeAll(start);
  afterAll(stop);

  it('convert', async () => {
    await test.importText(
      'tie.csv',
      'user_id,event,timestamp\n1,confirmation,2015-01-13\n1,payment,2015-01-13\n1,search,2015-01-13\n1,home,2015-01-13\n2,search,2015-01-14\n2,home,2015-01-14\n3,home,2015-01-15\n',
    );
    const steps = ['home', 'search', 'payment', 'confirmation'].map((event) => ({ event }));
    expect(await counts({ kind: 'funnel', steps })).toEqual([3, 2, 1, 1]);
  });
});
