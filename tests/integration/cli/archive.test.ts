/** `waymark archive` and `waymark restore` with the real engine. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshWorkspace } from '../../support/cli-workspace';
import { serveWorkspace, waymark } from '../../support/host';

let dir = '';
let files = '';
const cleanups = freshWorkspace((made) => ({ dir, files } = made));

const json = (text: string): unknown => JSON.parse(text);

describe.each(['alone', 'beside a running Waymark'])('%s', (where) => {
  test('a workspace goes into a file and comes back', async () => {
    const path = join(files, 'events.csv');
    writeFileSync(path, 'time,user,event\n2026-01-01T10:00:00Z,ana,visit\n2026-01-02T10:00:00Z,ben,visit\n');
    expect((await waymark(['import', path, '--workspace', dir])).code).toBe(0);
    if (where !== 'alone') {
      const host = await serveWorkspace(dir, ['--no-ui']);
      cleanups.push(() => host.kill());
    }
    const out = join(files, 'a.waymark');
    const done = await waymark(['archive', out, '--workspace', dir]);
    expect(done.stderr).toBe('');
    expect(json(done.stdout)).toMatchObject({ out, rows: expect.any(Number) as number });
    const back = join(files, 'back');
    const restored = await waymark(['restore', out, '--workspace', back]);
    expect(json(restored.stdout)).toMatchObject({ workspace: back, events: 2 });
    const again = await waymark(['restore', out, '--workspace', back]);
    expect([again.code, again.stderr]).toEqual([
      3,
      expect.stringMatching(/«back» cannot be restored into: it is not empty/),
    ]);
    const spec = join(files, 'spec.json');
    writeFileSync(spec, '{"kind":"sql","sql":"SELECT count(*) AS n FROM events"}');
    const asked = await waymark(['query', spec, '--format', 'csv', '--workspace', back]);
    expect(asked.stdout).toContain('\n2');
    expect(readdirSync(files).filter((name) => name.includes('restoring'))).toEqual([]);
  });
});

test('what is no archive is refused, and no workspace is made', async () => {
  const path = join(files, 'no.waymark');
  writeFileSync(path, 'PK');
  const refused = await waymark(['restore', path, '--workspace', dir]);
  expect([refused.code, refused.stderr]).toEqual([
    3,
    expect.stringMatching(/no\.waymark is no archive of a Waymark workspace/),
  ]);
  expect(existsSync(dir)).toBe(false);
});
