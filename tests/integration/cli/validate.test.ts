/** `waymark validate` as a pipeline runs it, and the test API of `waymark serve --test`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptyBranch, emptyPlan, withEvent, withRule } from '../../../shared/plan/edit';
import { freshWorkspace } from '../../support/cli-workspace';
import { serveWorkspace, waymark, type RunningHost } from '../../support/host';
import { readXml } from '../../support/xml';

let dir = '';
let planFile = '';
const cleanups = freshWorkspace((made) => ({ dir } = made));
beforeEach(() => {
  mkdirSync(dir, { recursive: true });
  planFile = file('plan.json', JSON.stringify(PLAN));
});

const PLAN = withEvent(
  emptyPlan('Shop'),
  withRule(emptyBranch('Checkout'), {
    name: 'plan',
    types: ['string'],
    required: true,
    description: '',
    values: ['free', 'pro'],
    more: [],
  }),
);

const file = (name: string, content: string): string => {
  const path = join(dirname(dir), name);
  writeFileSync(path, content);
  return path;
};
const line = (event: string, properties: object): string =>
  `${JSON.stringify({ event, distinct_id: 'ana', properties })}\n`;

describe('waymark validate', () => {
  test('says nothing against events as planned, and reads no workspace for it', async () => {
    const events = file('good.ndjson', line('Checkout', { plan: 'pro' }) + line('$pageview', {}));
    const { code, stdout, stderr } = await waymark([
      'validate',
      events,
      '--plan',
      planFile,
      '--workspace',
      `${dir}-none`,
    ]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `${events}: 2 events, none breaks the plan.\n`,
      stderr: '',
    });
    expect(existsSync(`${dir}-none`)).toBe(false);
  });

  test('ends with 1 at an error, names file and line, and writes a JUnit report', async () => {
    const text =
      line('Checkout', { plan: 'pro' }) + line('Checkout', { plan: 'P<ro' }) + line('checkout', {}) + 'nonsense\n';
    const events = file('bad.ndjson', text);
    const junit = join(dirname(dir), 'report.xml');
    const { code, stdout } = await waymark(['validate', events, '--plan', planFile, '--junit', junit]);
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 3 events break the plan; 1 more with warnings; 1 line could not be read.');
    expect(stdout).toContain(`expected one of "free", "pro"; came "P<ro"  1× (${events}:2)`);
    expect(stdout).toContain('the nearest is "Checkout"');
    const report = readFileSync(junit, 'utf8');
    expect(() => readXml(report)).not.toThrow();
    expect(report).toContain('tests="3" failures="2"');
    expect(report).toContain('came &quot;P&lt;ro&quot;');
  });

  test('reads standard input once, whatever it is, beside files', async () => {
    const events = file('beside.ndjson', line('Checkout', { plan: 'pro' }));
    const own = line('Checkout', { plan: 'pro' }) + line('Checkout', { plan: 'x' });
    const piped = await waymark(['validate', '-', events, '-', '--plan', planFile], { stdin: own });
    expect(piped.code).toBe(1);
    expect(piped.stdout).toContain('-: 1 of 2 events break the plan.');
    expect(piped.stdout).toContain('(-:2)');
    expect(piped.stdout).toContain(`${events}: 1 event, none breaks the plan.`);
    const csv = 'event,distinct_id,timestamp,plan\nCheckout,ana,2026-01-31T10:00:00Z,x\n';
    const imported = await waymark(['validate', '-', '--plan', planFile], { stdin: csv });
    expect(imported.stdout).toContain('1 of 1 event break the plan');
    expect(imported.stdout).not.toContain('/standard-input');
  });

  test('lets warnings pass unless it is strict, and prints the report as JSON', async () => {
    const events = file('warned.ndjson', line('Checkout', { plan: 'pro', extra: 1 }));
    expect((await waymark(['validate', events, '--plan', planFile])).code).toBe(0);
    const { code, stdout } = await waymark(['validate', events, '--plan', planFile, '--strict', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      results: [{ name: events, report: { checked: 1, errors: 0, warnings: 1, rows: [{ path: 'properties.extra' }] } }],
    });
  });

  test('reads other files through the import, and the workspace where no file is named', async () => {
    writeFileSync(join(dir, 'tracking-plan.json'), JSON.stringify(PLAN));
    const csv = file(
      'export.csv',
      'time,user,event,plan\n2026-01-01T10:00:00Z,ana,Checkout,gold\n2026-01-01T10:00:00Z,ben,Checkout,pro\n',
    );
    const imported = await waymark(['validate', csv, '--workspace', dir]);
    expect(imported.code).toBe(1);
    expect(imported.stdout).toContain('1 of 2 events break the plan.');
    expect(existsSync(join(dir, 'waymark.duckdb'))).toBe(false);
    expect((await waymark(['import', csv, '--workspace', dir])).code).toBe(0);
    const whole = await waymark(['validate', '--workspace', dir]);
    expect(whole.code).toBe(1);
    expect(whole.stdout).toContain('came "gold"');
  });

  test('says what was typed wrong', async () => {
    const events = file('e.ndjson', line('a', {}));
    const noPlan = await waymark(['validate', events, '--workspace', dir]);
    expect(noPlan).toMatchObject({ code: 3, stderr: expect.stringContaining('Name a plan with --plan') as string });
    const broken = await waymark(['validate', events, '--plan', file('broken.json', '{"x-waymark": {}}')]);
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('$schema: must be https:') as string });
    expect((await waymark(['validate', 'nowhere.ndjson', '--plan', planFile])).code).toBe(3);
  });
});

describe('the test API', () => {
  const serve = async (args: readonly string[]): Promise<RunningHost> => {
    const host = await serveWorkspace(dir, ['--no-ui', ...args]);
    cleanups.push(() => host.stop());
    return host;
  };
  const ask = async (host: RunningHost, path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${host.token}` };
    const response = await fetch(`${host.url}/waymark/${path}`, { headers, ...init });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const send = (host: RunningHost, events: readonly object[]) =>
    fetch(`${host.url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });

  test('wants the token, no foreign origin and no foreign name; a page may read, and never reset', async () => {
    const host = await serve(['--test']);
    for (const headers of [
      {},
      { authorization: 'Bearer wrong-token-wrong-token' },
      { authorization: `Bearer ${host.token}`, origin: 'https://example.org' },
      { cookie: `waymark_${host.port}=wrong` },
    ]) {
      expect((await ask(host, 'events', { headers })).status).toBe(403);
      expect((await ask(host, 'reset', { method: 'POST', headers })).status).toBe(403);
    }
    const cookie = `waymark_${host.port}=${host.token}`;
    expect((await ask(host, 'events', { headers: { cookie } })).status).toBe(200);
    expect(await ask(host, 'reset', { method: 'POST', headers: { cookie } })).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining('Only a script') as string } },
    });
  });

  test('waits, filters, tells of rejects and violations, and resets', async () => {
    const host = await serve(['--test', '--plan', planFile]);
    const waiting = ask(host, 'events?event=Checkout&properties.plan=gold&count=1&timeout=10000');
    await send(host, [
      { event: 'Checkout', distinct_id: 'ana', properties: { plan: 'gold' } },
      { distinct_id: 'nameless' },
      { event: 'Other', distinct_id: 'ben' },
    ]);
    expect(await waiting).toMatchObject({
      status: 200,
      body: { enough: true, count: 1, events: [{ event: 'Checkout' }] },
    });
    expect(await ask(host, 'events?event=Nothing&count=1&timeout=1')).toMatchObject({
      status: 404,
      body: { enough: false },
    });
    expect(await ask(host, 'rejects')).toMatchObject({ body: { count: 1, rejects: [{ code: 'missing_event_name' }] } });
    expect(await ask(host, 'violations?severity=error')).toMatchObject({
      body: { errors: 1, violations: [{ event: 'Checkout', path: 'properties.plan', kind: 'not_in_enum' }] },
    });
    for (const wrong of [
      'events?evnt=x',
      'events?match=3',
      'events?since=gestern',
      'events?count=0',
      'events?properties.=x',
    ]) {
      expect((await ask(host, wrong)).status).toBe(400);
    }
    expect(
      await ask(host, 'reset', { method: 'POST', headers: { authorization: `Bearer ${host.token}` } }),
    ).toMatchObject({
      body: { removed: { events: 2, rejects: 1 } },
    });
    expect(await ask(host, 'events')).toMatchObject({ body: { count: 0 } });
    expect(await ask(host, 'violations')).toMatchObject({ body: { checked: 0, violations: [] } });
  });

  test('removes nothing where no test run is served, and says so; has no violations without a plan', async () => {
    const host = await serve([]);
    await send(host, [{ event: 'Kept', distinct_id: 'ana' }]);
    expect(
      await ask(host, 'reset', { method: 'POST', headers: { authorization: `Bearer ${host.token}` } }),
    ).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining('waymark serve --test') as string } },
    });
    expect(await ask(host, 'events')).toMatchObject({ body: { count: 1 } });
    expect(await ask(host, 'violations')).toMatchObject({ status: 404 });
  });

  test('tags the events of a run by header or address', async () => {
    const host = await serve(['--test']);
    const body = JSON.stringify([{ event: 'a', distinct_id: 'ana' }]);
    const headers = { 'content-type': 'application/json' };
    await fetch(`${host.url}/ingest`, { method: 'POST', headers: { ...headers, 'x-waymark-run': 'one' }, body });
    await fetch(`${host.url}/ingest?x-waymark-run=two`, { method: 'POST', headers, body });
    for (const run of ['one', 'two']) {
      expect(await ask(host, `events?run=${run}`)).toMatchObject({
        body: { count: 1, events: [{ properties: { $waymark_run: run } }] },
      });
    }
  });
});
