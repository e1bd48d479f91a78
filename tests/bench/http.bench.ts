/**
 * The collector over HTTP, under a real load tool (autocannon, 32 connections, on the same machine): single events and
 * batches of 50, as many as it takes and then at half that rate; beside it the same collector with decoding and storing
 * switched off, and a plain Node server that inserts each request into PostgreSQL as it comes. Bodies carry no ids, so
 * that every event is a new one. `BENCH_SECONDS` (6) is the length of each run; one of 20 s shows what lasts, and how soon all of
 * it can be asked for. Wants a build.
 */
import { execFileSync, fork, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';
import { put, type Measured } from './http/load';
import { startPostgres } from './http/postgres';
import { serveAnswersOnly, serveIntoPostgres } from './http/servers';
import { shopEvent } from './shop-event';

const ROLE = process.env['BENCH_ROLE'];
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 6);
const WARM_SECONDS = 2;
const SUSTAINED_SECONDS = 20;
const BATCH = 50;
/** Linux counts processor time in hundredths of a second. */
const US_PER_TICK = 10_000;
const PACKAGE = resolve('tests/bench/http');

const AT = '2026-01-31T10:00:00.000Z';
const SINGLE = JSON.stringify({ api_key: 'phc_bench', ...shopEvent(1, AT) });
const MANY = JSON.stringify({ api_key: 'phc_bench', batch: Array.from({ length: BATCH }, (_, n) => shopEvent(n, AT)) });

interface Shape {
  readonly path: string;
  readonly body: string;
  readonly events: number;
}
const SHAPES: Readonly<Record<'single' | 'batch', Shape>> = {
  single: { path: '/e/', body: SINGLE, events: 1 },
  batch: { path: '/batch/', body: MANY, events: BATCH },
};

interface Row {
  readonly most: Measured;
  readonly half: Measured;
  readonly memory: string;
}
type Rows = Readonly<Record<keyof typeof SHAPES, Row>>;

/** The resident memory of processes now, in MB. */
const memoryOf = (pids: readonly number[]): string =>
  pids
    .map((pid) =>
      Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024),
    )
    .join(' + ');

async function measure(url: string, pids: () => readonly number[]): Promise<Rows> {
  const run = async ({ path, body }: Shape): Promise<Row> => {
    const load = { url: url + path, body };
    await put({ ...load, seconds: WARM_SECONDS });
    const most = await put({ ...load, seconds: SECONDS });
    const memory = memoryOf(pids());
    const half = await put({ ...load, seconds: SECONDS, rate: most.perSecond / 2 });
    return { most, half, memory };
  };
  return { single: await run(SHAPES.single), batch: await run(SHAPES.batch) };
}

async function measureOurs(): Promise<Rows> {
  const { dir, remove } = tempWorkspace();
  const host = await serveWorkspace(dir, ['--no-ui']);
  try {
    const rows = await measure(host.url, () => [host.pid, host.enginePid()]);
    await sustained(host, 'single', SECONDS);
    await sustained(host, 'batch', SUSTAINED_SECONDS);
    await host.stop();
    return rows;
  } finally {
    await host.kill();
    remove();
  }
}

/** The processor time that a process has taken so far, in µs, all its threads together; 0 where the system does not say. */
function cpuOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const stat = readFileSync(file, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * US_PER_TICK;
}

/**
 * Requests for long enough that what waits in the journal reaches its bound or does not: how many are acknowledged and
 * refused, how long it takes until all of them can be asked for, and what processor time an event takes until then.
 */
async function sustained(host: RunningHost, shape: keyof typeof SHAPES, lasting: number): Promise<void> {
  /** By the number of the newest: a question of persons or sessions would have all of them worked out at each asking. */
  const storedNow = async (): Promise<number> => ((await host.call('events.recent', { limit: 1 }))[0]?.eid ?? -1) + 1;
  /** Seconds until the number of stored events stays the same. */
  const caughtUp = async (): Promise<{ readonly seconds: number; readonly events: number }> => {
    const began = performance.now();
    const events = await storedNow();
    let last = { at: performance.now(), events };
    while (performance.now() - last.at < 1_000) {
      await sleep(50);
      const now = await storedNow();
      if (now !== last.events) last = { at: performance.now(), events: now };
    }
    return { seconds: (last.at - began) / 1000, events: last.events };
  };
  const before = (await caughtUp()).events;
  const { path, body, events } = SHAPES[shape];
  const pids = [host.pid, host.enginePid()];
  const cpuBefore = pids.map(cpuOf);
  const began = performance.now();
  const { perSecond, failed, p99 } = await put({ url: host.url + path, body, seconds: lasting });
  const { seconds, events: after } = await caughtUp();
  const took = (performance.now() - began) / 1000 - 1;
  const cpu = pids.map((pid, i) => ((cpuOf(pid) - (cpuBefore[i] ?? 0)) / (after - before)).toFixed(1));
  const number = (value: number): string => Math.round(value).toLocaleString('en');
  console.log(
    `Waymark, ${lasting} s of ${shape === 'batch' ? 'batches' : 'single events'}: ${number(perSecond * events)} events/s acknowledged (p99 ${p99} ms, ${number(failed)} asked to wait); ` +
      `${number(after - before)} events stored, ${number((after - before) / took)} a second, the last ${seconds.toFixed(1)} s after the last answer; ` +
      `processor time per event: host ${cpu[0]} µs, engine ${cpu[1]} µs.`,
  );
}

/** Runs one of the other servers in a process of its own. */
async function measureOther(role: string, socketDir = ''): Promise<Rows> {
  const child = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, BENCH_ROLE: role, BENCH_SOCKET: socketDir },
  });
  try {
    const port = await firstMessage(child);
    return await measure(`http://127.0.0.1:${port}`, () => [child.pid ?? 0]);
  } finally {
    child.kill();
  }
}

const firstMessage = (child: ChildProcess): Promise<number> =>
  new Promise((done, refuse) => {
    child.once('message', (port) => done(Number(port)));
    child.once('exit', (code) => refuse(new Error(`the server to compare with ended with ${code}`)));
  });

function print(name: string, rows: Rows): void {
  for (const shape of ['single', 'batch'] as const) {
    const { most, half, memory } = rows[shape];
    const { events } = SHAPES[shape];
    const number = (value: number): string => Math.round(value).toLocaleString('en').padStart(9);
    console.log(
      `${name.padEnd(22)} ${shape.padEnd(7)} ${number(most.perSecond)} requests/s ${number(most.perSecond * events)} events/s  ` +
        `p50 ${most.p50} ms, p99 ${most.p99} ms; at half p50 ${half.p50} ms, p99 ${half.p99} ms; ${memory} MB` +
        (most.failed + half.failed === 0 ? '' : `; ${most.failed + half.failed} FAILED`),
    );
  }
}

async function main(): Promise<void> {
  if (!existsSync(`${PACKAGE}/node_modules/pg`)) {
    console.log('Installing the load tool for this comparison …');
    const install = ['install', '--no-package-lock', '--no-audit', '--no-fund'];
    if (spawnSync('npm', install, { cwd: PACKAGE, stdio: 'inherit' }).status !== 0) {
      throw new Error(`The load tool could not be installed in ${PACKAGE}.`);
    }
  }
  const ours = await measureOurs();
  print('Waymark', ours);
  if (process.env['BENCH_ONLY'] === 'ours') return;
  const limit = await measureOther('answers');
  print('answers only', limit);
  const share = ours.batch.most.perSecond / limit.batch.most.perSecond;
  console.log(`Waymark takes ${Math.round(share * 100)} % of the batches that the server alone takes (goal: 60 %).`);
  const worst = Math.max(ours.single.half.p99, ours.batch.half.p99);
  console.log(`p99 at half load: ${worst} ms (goal: below 100 ms).`);
  const postgres = await startPostgres();
  if (postgres === undefined) {
    console.log('PostgreSQL is not installed (Debian: apt-get install postgresql), so nothing is compared with it.');
    return;
  }
  try {
    console.log(`A plain Node server, one insert per request into ${postgres.version}:`);
    const plain = await measureOther('postgres', postgres.socketDir);
    print('Node and PostgreSQL', plain);
    const times = ours.single.most.perSecond / plain.single.most.perSecond;
    console.log(`Waymark takes ${times.toFixed(1)} times its single events (goal: 10).`);
  } finally {
    await postgres.stop();
  }
}

if (ROLE === 'answers') process.send?.(await serveAnswersOnly());
else if (ROLE === 'postgres') process.send?.(await serveIntoPostgres(process.env['BENCH_SOCKET'] ?? ''));
else await main();
