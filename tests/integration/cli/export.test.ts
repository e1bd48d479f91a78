/** `waymark export` with the real engine: files that come back, and words where it cannot be done. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshWorkspace } from '../../support/cli-workspace';
import { serveWorkspace, waymark } from '../../support/host';

let dir = '';
let files = '';
const cleanups = freshWorkspace((made) => ({ dir, files } = made));

const CSV = `time,user,event,plan
2026-01-01T10:00:00Z,ana,visit,free
2026-01-01T10:05:00Z,ana,signup,free
2026-01-02T11:00:00Z,=ben,visit,pro
`;
const run = (...args: string[]): ReturnType<typeof waymark> => waymark([...args, '--workspace', dir]);
const json = (text: string): unknown => JSON.parse(text);

async function load(): Promise<void> {
  const path = join(files, 'events.csv');
  writeFileSync(path, CSV);
  expect((await run('import', path)).code).toBe(0);
}

describe.each(['alone', 'beside a running Waymark'])('%s', (where) => {
  test('events go out and come back', async () => {
    if (where !== 'alone') {
      const host = await serveWorkspace(dir, ['--no-ui']);
      cleanups.push(() => host.kill());
    }
    await load();
    const out = join(files, 'out.parquet');
    const done = await run('export', '--format', 'parquet', '--out', out);
    expect(json(done.stdout)).toMatchObject({ what: 'events', format: 'parquet', rows: 3 });
    expect(done.code).toBe(0);
    const again = await waymark(['import', out, '--workspace', join(files, 'second')]);
    expect(json(again.stdout)).toMatchObject({ imported: 3, rejected: 0, persons: 2 });
    const ranged = join(files, 'first-day.csv');
    await run('export', '--format', 'csv', '--out', ranged, '--to', '2026-01-02');
    expect(readFileSync(ranged, 'utf8').trim().split('\n')).toHaveLength(3);
    const persons = join(files, 'persons.csv');
    await run('export', '--format', 'csv', '--out', persons, '--what', 'persons');
    expect(readFileSync(persons, 'utf8')).toContain("\n'=ben,");
    expect(readdirSync(join(dir, 'exports'))).toEqual([]);
  });
});

test('Arrow comes back too, and an insight goes out as its table', async () => {
  await load();
  const arrow = join(files, 'out.arrow');
  await run('export', '--format', 'arrow', '--out', arrow);
  const fromArrow = await waymark(['import', arrow, '--workspace', join(files, 'third')]);
  expect(json(fromArrow.stdout)).toMatchObject({ imported: 3, rejected: 0, persons: 2 });
  const result = join(files, 'funnel.jsonl');
  const spec = '{"kind":"funnel","steps":[{"event":"visit"},{"event":"signup"}]}';
  await run('export', '--format', 'jsonl', '--out', result, '--spec', spec);
  expect(json(readFileSync(result, 'utf8').split('\n')[1] ?? '')).toMatchObject({ step: 'signup', count: 1 });
});

test.each([
  [['--format', 'snapshot'], 2, /«snapshot» is not a format that Waymark exports to yet.* csv, jsonl, parquet/],
  [['--format', 'csv', '--filter', '{"property"'], 2, /--filter is not JSON/],
  [['--format', 'csv', '--filter', '{"any": 1}'], 2, /--filter is not valid/],
  [['--format', 'csv', '--from', 'yesterday'], 2, /--from is no time/],
])('%j is refused with words', async (args, code, words) => {
  const done = await run('export', '--out', join(files, 'never.csv'), ...args);
  expect(done.stderr).toMatch(words);
  expect(done.code).toBe(code);
  expect(readdirSync(files)).not.toContain('never.csv');
});

test('a folder that is not there is named as the reason', async () => {
  const done = await run('export', '--format', 'csv', '--out', join(files, 'nowhere', 'out.csv'));
  expect(done.stderr).toContain('«out.csv» cannot be written: its folder is not there.');
  expect(done.code).toBe(3);
});
