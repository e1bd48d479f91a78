/** Small files that are read together are what each of them is by itself: the slow way is the oracle. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ImportReport } from '../../../shared/contract/commands';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const MAP: ImportMap = { time: { column: 'ts' }, event: { column: 'event' }, distinctId: { column: 'who' } };

/** Few, so that many are equal, within a file and between them; the later ones are no events. */
const CSV_ROWS = ['ana,paid,2026-01-01', 'ben,paid,2026-01-01', 'ana,left,2026-01-02', 'ana,,2026-01-01'];
const CSV_ODD = ['ana,paid,never', ',paid,2026-01-01', 'one,too,2026-01-01,many', 'few', 'ana,"a"b"c",2026-01-01'];
const JSON_ROWS = CSV_ROWS.map((row) => {
  const [who = '', event = '', ts = ''] = row.split(',');
  return JSON.stringify({ who, event, ts });
});
const JSON_ODD = ['{"who":"ana","event":"paid"', '{"who":"ana","event":"paid","ts":"never"}', '[1]'];

const linesOf = (rows: readonly string[], odd: readonly string[]): fc.Arbitrary<string[]> =>
  fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...rows) }, fc.constantFrom(...odd)), { maxLength: 5 });

const CSV = fc
  .tuple(fc.constantFrom('who,event,ts', 'event,who,ts', 'who,event,ts'), linesOf(CSV_ROWS, CSV_ODD), fc.boolean())
  .map(([header, rows, ends]) => {
    const own = header.startsWith('who')
      ? rows
      : rows.map((row) => row.replace(/^([^,]*),([^,]*),/, (_, who: string, event: string) => `${event},${who},`));
    return [header, CSV_ROWS[0] as string, ...own].join('\n') + (ends ? '\n' : '');
  });
const JSONL = fc.tuple(linesOf(JSON_ROWS, JSON_ODD), fc.boolean(), fc.boolean()).map(([rows, hasMore, ends]) => {
  const first = hasMore ? (JSON_ROWS[1] as string).replace('}', ',"more":1}') : (JSON_ROWS[0] as string);
  return [first, ...rows].join('\n') + (ends ? '\n' : '');
});

async function imported(test: TestEngine, names: readonly string[]): Promise<ImportReport> {
  for (const name of names) test.engine.grant({ token: name, path: join(test.dir, name), name });
  const input = { files: [...names], format: 'auto' as const, map: MAP };
  for await (const progress of test.engine.stream['import.run'](input, neverAborted()))
    if (progress.type === 'done') return progress.report;
  throw new Error('the import ended without a report');
}

async function stored(test: TestEngine): Promise<object> {
  const { rows } = await test.engine.json['rejects.recent']({ limit: 1_000 }, neverAborted());
  const events = await test.engine.json['events.recent']({ limit: 1_000 }, neverAborted());
  const sorted = (list: readonly unknown[]): string[] => list.map((each) => JSON.stringify(each)).sort();
  return {
    rejects: sorted(rows.map(({ code, message, place }) => [code, message, place])),
    events: sorted(
      events.map(({ event_id, event, timestamp, distinct_id, properties }) => [
        event_id,
        event,
        timestamp,
        distinct_id,
        properties,
      ]),
    ),
  };
}

const examplesOf = (reports: readonly ImportReport[]): string[] =>
  reports
    .flatMap(({ rejects }) =>
      rejects.flatMap(({ reason, examples }) => examples.map((each) => JSON.stringify([reason, each]))),
    )
    .sort();

it(
  'several small files at once are as each by itself, with equal rows, odd ones and several shapes',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(CSV, JSONL), { minLength: 2, maxLength: 7 }), async (texts) => {
        const [together, apart] = [await openTestEngine(), await openTestEngine()];
        try {
          const names = texts.map((_, n) => `part-${n}`);
          for (const { dir } of [together, apart])
            for (const [n, text] of texts.entries()) await writeFile(join(dir, `part-${n}`), text);
          const one = await imported(together, names);
          const each: ImportReport[] = [];
          for (const name of names) each.push(await imported(apart, [name]));
          expect(await stored(together)).toEqual(await stored(apart));
          const sum = (pick: (report: ImportReport) => number): number =>
            each.reduce((total, report) => total + pick(report), 0);
          expect(one).toMatchObject({
            rows: sum(({ rows }) => rows),
            imported: sum((report) => report.imported),
            duplicates: sum(({ duplicates }) => duplicates),
            rejected: sum(({ rejected }) => rejected),
          });
          const known = new Set(examplesOf(each));
          expect(examplesOf([one]).filter((example) => !known.has(example))).toEqual([]);
        } finally {
          await together.close();
          await apart.close();
        }
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 5) },
    );
  },
);
