/** `waymark doctor` with the real engine: words, JSON and exit statuses, alone and beside a running Waymark. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshWorkspace } from '../../support/cli-workspace';
import { serveWorkspace, waymark } from '../../support/host';

let dir = '';
const cleanups = freshWorkspace((made) => ({ dir } = made));

const run = (...args: string[]): ReturnType<typeof waymark> => waymark([...args, '--workspace', dir]);
const importRows = async (rows: readonly object[]): Promise<void> => {
  const path = join(dirname(dir), 'events.jsonl');
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  expect((await run('import', path)).code).toBe(0);
};
const visit = { event: 'visit', timestamp: '2026-01-01T10:00:00.123Z', distinct_id: 'ana' };

test('alone: warnings are told and fail only where asked to', async () => {
  await importRows([visit, { ...visit, timestamp: '2026-01-01T10:00:00.223Z' }]);
  const told = await run('doctor');
  expect(told.stdout).toContain('WARNING  Fired twice: visit');
  expect(told.stdout).toContain('events 0, 1');
  expect(told.stdout).toContain('0 errors, 1 warning, 0 hints. 2 events looked at by 17 rules.');
  expect(told.code).toBe(0);
  const asked = await run('doctor', '--json', '--fail-on', 'warning');
  expect(asked.code).toBe(1);
  expect(JSON.parse(asked.stdout)).toMatchObject({
    counts: { error: 0, warning: 1, hint: 0 },
    findings: [{ id: 'fired-twice:visit', examples: [{ eids: [0, 1] }] }],
  });
});

describe('beside a running Waymark', () => {
  test('errors fail, dismissed ones do not', async () => {
    await importRows([{ ...visit, distinct_id: 'null' }]);
    const host = await serveWorkspace(dir, ['--no-ui']);
    cleanups.push(() => host.kill());
    expect((await run('doctor')).code).toBe(1);
    await host.call('doctor.dismiss', { finding: 'junk-id:null', reason: 'imported so' });
    const after = await run('doctor');
    expect(after.stdout).toContain('1 dismissed');
    expect(after.code).toBe(0);
  });
});

test('a severity that does not exist is refused', async () => {
  expect((await run('doctor', '--fail-on', 'everything')).code).toBe(2);
});
