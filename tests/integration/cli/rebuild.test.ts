/** `waymark rebuild` with the real engine. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeEach, expect, test } from 'vitest';
import { freshWorkspace } from '../../support/cli-workspace';
import { serveWorkspace, waymark } from '../../support/host';

let dir = '';
let files = '';
const cleanups = freshWorkspace((made) => ({ dir, files } = made));
beforeEach(async () => {
  const path = join(files, 'events.jsonl');
  const lines = Array.from({ length: 300 }, (_, index) =>
    JSON.stringify({
      event: index % 3 === 0 ? 'paid' : 'visit',
      timestamp: new Date(Date.UTC(2026, 0, 1) + index * 977_000).toISOString(),
      distinct_id: `person-${index % 11}`,
      properties: { plan: index % 2 === 0 ? 'pro' : 'free' },
    }),
  );
  writeFileSync(path, lines.join('\n'));
  expect((await waymark(['import', path, '--workspace', dir])).code).toBe(0);
});

interface Report {
  readonly sessions: number;
  readonly persons: number;
  readonly equal: boolean;
}
const run = async (): Promise<{ code: number | null; report: Report; said: string }> => {
  const { code, stdout, stderr } = await waymark(['rebuild', '--workspace', dir]);
  return { code, report: JSON.parse(stdout) as Report, said: stderr };
};

test('what is worked out anew is what was kept', async () => {
  const { code, report, said } = await run();
  expect(said).toBe('');
  expect(code).toBe(0);
  expect(report).toMatchObject({ persons: 11, ids: 11, equal: true });
  expect(report.sessions).toBeGreaterThan(11);
});

test('what damage left behind is gone afterwards', async () => {
  const first = await run();
  const database = await DuckDBInstance.create(join(dir, 'waymark.duckdb'));
  const connection = await database.connect();
  await connection.run("INSERT INTO session_pages VALUES (7777, '/left-behind')");
  await connection.run("INSERT INTO promoted (id, property, covered, wide) VALUES (99, 'nothing', 0, false)");
  connection.closeSync();
  database.closeSync();
  const copy = join(dir, 'cache', 'view.pack');
  if (existsSync(copy)) writeFileSync(copy, readFileSync(copy).subarray(0, 100));
  const second = await run();
  expect(second.report).toMatchObject({ sessions: first.report.sessions, persons: 11, equal: true });
  const looked = await DuckDBInstance.create(join(dir, 'waymark.duckdb'));
  const reader = await looked.connect();
  const left = await reader.runAndReadAll(
    'SELECT (SELECT count(*) FROM promoted WHERE id = 99)::INTEGER, (SELECT count(*) FROM session_pages WHERE code = 7777)::INTEGER',
  );
  expect(left.getRows()).toEqual([[0, 0]]);
  reader.closeSync();
  looked.closeSync();
});

test('not while another Waymark has the workspace', async () => {
  const host = await serveWorkspace(dir, ['--no-ui']);
  cleanups.push(() => host.kill());
  const { code, stderr } = await waymark(['rebuild', '--workspace', dir]);
  expect(code).toBe(3);
  expect(stderr).toContain('has ' + dir + ' open. Close it');
});
