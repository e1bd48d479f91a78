/** The other commands with the real engine, alone and beside a running Waymark. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { freshWorkspace } from '../../support/cli-workspace';
import { serveWorkspace, waymark, type RunningHost } from '../../support/host';

let dir = '';
let files = '';
const cleanups = freshWorkspace((made) => ({ dir, files } = made));

const CSV = `time,user,event,plan
2026-01-01T10:00:00Z,ana,visit,free
2026-01-01T10:05:00Z,ana,signup,free
2026-01-01T11:00:00Z,ben,visit,pro
,cho,visit,pro
`;
const TRENDS = { kind: 'trends', series: [{ match: { event: 'visit' }, math: 'events' }], interval: 'day' };
const FUNNEL = { kind: 'funnel', steps: [{ event: 'visit' }, { event: 'signup' }] };

const file = (name: string, content: string): string => {
  const path = join(files, name);
  writeFileSync(path, content);
  return path;
};
const run = (args: readonly string[], stdin = ''): ReturnType<typeof waymark> =>
  waymark([...args, '--workspace', dir], { stdin });
const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

async function beside(): Promise<RunningHost> {
  const host = await serveWorkspace(dir, ['--no-ui']);
  cleanups.push(() => host.kill());
  return host;
}

describe.each(['alone', 'beside a running Waymark'])('%s', (where) => {
  beforeEach(async () => {
    if (where !== 'alone') await beside();
  });

  test('a dry run says how files would be read and what would come, and stores nothing', async () => {
    const tried = await run(['import', '--dry-run', file('events.csv', CSV)]);
    expect(json(tried.stdout)).toMatchObject({
      stored: false,
      files: [
        { file: 'events.csv', format: 'csv', map: { event: { column: 'event' }, distinctId: { column: 'user' } } },
      ],
      report: { rows: 4, imported: 3, rejected: 1 },
    });
    expect(tried.code).toBe(0);
    expect(json((await run(['import', file('events.csv', CSV)])).stdout)).toMatchObject({ imported: 3, events: 3 });
  });

  test('what a file does not say of its times is said by options', async () => {
    const hours = file('hours.csv', 'person,event,hour\nana,visit,0\nben,visit,30\n');
    const tried = await run(['import', '--dry-run', '--since', '2026-01-31T12:00:00Z', hours]);
    expect(json(tried.stdout)).toMatchObject({
      files: [{ map: { time: { column: 'hour', since: '2026-01-31T12:00:00Z', unit: 'hours' } } }],
      report: { from: '2026-01-31T12:00:00.000Z', to: '2026-02-01T18:00:00.000Z' },
    });
    const days = await run(['import', hours, '--since', '2026-01-01', '--unit', 'days', '--time-column', 'hour']);
    expect(json(days.stdout)).toMatchObject({ imported: 2, to: '2026-01-31T00:00:00.000Z' });
    const one = await run(['import', file('plain.csv', 'person,event\ncho,visit\n'), '--at', '2026-03-01']);
    expect(json(one.stdout)).toMatchObject({ imported: 1, to: '2026-03-01T00:00:00.000Z' });

    for (const [options, problem] of [
      [['--at', 'noon'], '--at must be a time'],
      [['--at', '2026-01-01', '--since', '2026-01-01'], 'cannot stand beside'],
      [['--unit', 'hours'], 'give --since'],
    ] as const) {
      const refused = await run(['import', hours, ...options]);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(problem)]);
    }
    const without = await run(['import', hours]);
    expect([without.code, without.stderr]).toEqual([3, expect.stringContaining('--at or --since')]);
  });

  test('import prints one report, and query the numbers of what was imported', async () => {
    const imported = await run(['import', file('events.csv', CSV)]);
    expect(imported.stderr).not.toContain('Error');
    expect(json(imported.stdout)).toMatchObject({
      files: 1,
      imported: 3,
      rejected: 1,
      duplicates: 0,
      events: 3,
      persons: 2,
    });
    expect(imported.code).toBe(0);

    const again = await run(['import', file('events.csv', CSV)]);
    expect(json(again.stdout)).toMatchObject({ imported: 0, duplicates: 3, events: 3 });

    const trends = await run(['query', file('trends.json', JSON.stringify(TRENDS))]);
    expect(trends.code).toBe(0);
    expect(json(trends.stdout)).toMatchObject({ kind: 'trends', series: [{ total: 2 }], meta: { engine: 'native' } });

    const funnel = await run(['query', '-', '--format', 'table'], JSON.stringify(FUNNEL));
    expect(funnel.stdout).toMatch(/^step +count .*\nvisit +2 .*\nsignup +1 +0\.5 /);
    expect(funnel.stderr).toMatch(/^Of 2 people who did visit .* went on to signup /m);

    const drilled = await run(['drill', '-'], JSON.stringify({ spec: FUNNEL, cell: { step: 2, outcome: 'dropped' } }));
    expect(json(drilled.stdout)).toMatchObject({ total: 1, rows: [{ person: 'ben' }] });
  });

  test('specs may refer to what lies in the workspace as files', async () => {
    await run(['import', file('events.csv', CSV)]);
    const keep = (kind: string, id: string, content: object): void => {
      mkdirSync(join(dir, kind), { recursive: true });
      writeFileSync(join(dir, kind, `${id}.json`), JSON.stringify({ version: 1, id, name: id, ...content }));
    };
    keep('actions', 'registration', { matchers: [{ event: 'signup' }] });
    keep('segments', 'registered', { filter: { performed: { action: 'registration' } } });
    const asked = { kind: 'segment', filter: { segment: 'registered' } };
    const counted = await run(['query', '-', '--format', 'csv'], JSON.stringify(asked));
    expect(counted.stdout).toMatch(/^count,total,share\r?\n1,2,0\.5/);
    keep('segments', 'registered', { filter: { notPerformed: { action: 'registration' } } });
    const drilled = await run(['drill', '-'], JSON.stringify({ spec: asked, cell: { belongs: true } }));
    expect(json(drilled.stdout)).toMatchObject({ total: 1, rows: [{ person: 'ben' }] });

    const refused = await run(['query', '-'], JSON.stringify({ ...TRENDS, filter: { segment: 'nobody' } }));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/filter\.segment: «nobody» is no saved segment; saved segments are registered\./);
  });
});

test('loading the sample can be broken off, and done again for the rest', async () => {
  const startedAt = Date.now();
  const broken = await waymark(['sample', '--workspace', dir], { interruptAt: 'storing' });
  expect(broken.code).toBe(3);
  expect(broken.stdout).toBe('');
  expect(broken.stderr).toContain('Load it again');
  expect(Date.now() - startedAt).toBeLessThan(15_000);
  const whole = json((await run(['sample'])).stdout);
  expect(whole['imported']).toBeLessThan(whole['events'] as number);
  expect((whole['imported'] as number) + (whole['duplicates'] as number)).toBe(whole['events']);
}, 60_000);

describe('mistakes', () => {
  test.each([
    [['query', '-'], '{', 2, 'Standard input is not JSON'],
    [['query', '-'], '{"kind":"funnel","steps":[{"event":"a"}]}', 2, 'steps'],
    [['query', 'nowhere.json'], '', 3, 'nowhere.json cannot be read'],
    [['import', 'nowhere.csv'], '', 3, 'there is no such file'],
    [['import'], '', 2, 'missing required argument'],
    [['import', 'x.csv', '--format', 'word'], '', 2, 'Allowed choices'],
    [['dance'], '', 2, 'unknown command'],
    [['serve', '--port', 'high'], '', 2, 'whole number'],
  ])('%j with %j on standard input ends with %i', async (args, stdin, code, message) => {
    const result = await run(args, stdin);
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toContain('    at ');
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
  });
});

test('the default workspace is the one that WAYMARK_WORKSPACE names', async () => {
  const env = { WAYMARK_WORKSPACE: dir };
  expect((await waymark(['import', file('events.csv', CSV)], { env })).code).toBe(0);
  const trends = await waymark(['query', '-'], { env, stdin: JSON.stringify(TRENDS) });
  expect(json(trends.stdout)).toMatchObject({ series: [{ total: 2 }] });
});
