/**
 * The live view under a flood: a real host, events by HTTP in batches, and Chromium on the Live page. Prints frames a
 * second, how busy the page's main thread was, the longest task, the memory of the page after a collection, and how many
 * of the events that were sent the page holds. `BENCH_RATES` (1000,5000,10000) are events a second, `BENCH_SECONDS` (12)
 * the length of each run. Wants a build. Sender, host, engine and browser share the machine.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';
import { shopEvent } from './shop-event';

const RATES = (process.env['BENCH_RATES'] ?? '1000,5000,10000').split(',').map(Number);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 12);
const BATCH = 50;
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const MB = 1024 * 1024;

/** Of a few thousand visitors. */
const event = (n: number): object => shopEvent(n, new Date().toISOString(), n % 5000);

/** Connections at most; what the host cannot take in time is sent later, and the time it took tells. */
const CONNECTIONS = 16;

/** Sends at this rate for so long, batches evenly spread; says how many were acknowledged. */
async function send(host: RunningHost, perSecond: number, seconds: number, first: number): Promise<number> {
  const batches = Math.round((perSecond * seconds) / BATCH);
  const began = performance.now();
  const underWay = new Set<Promise<void>>();
  let acknowledged = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const due = began + (batch * BATCH * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    if (underWay.size >= CONNECTIONS) await Promise.race(underWay);
    const sent = sendBatch(host, first + batch * BATCH).then((count) => {
      acknowledged += count;
      underWay.delete(sent);
    });
    underWay.add(sent);
  }
  await Promise.all(underWay);
  return acknowledged;
}

async function sendBatch(host: RunningHost, from: number): Promise<number> {
  const response = await fetch(`${host.url}/batch/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key: 'phc_bench', batch: Array.from({ length: BATCH }, (_, n) => event(from + n)) }),
  });
  await response.arrayBuffer();
  return response.ok ? BATCH : 0;
}

interface Watched {
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

/** Begins to note the time between frames and tasks over 50 ms; the function it leaves on the page ends that. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const frames: number[] = [];
    const longTasks: number[] = [];
    let last = performance.now();
    let on = true;
    const frame = (now: number): void => {
      frames.push(now - last);
      last = now;
      if (on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longTasks.push(entry.duration);
    });
    observer.observe({ type: 'longtask' });
    Object.assign(window, {
      benchEnd: () => {
        on = false;
        observer.disconnect();
        return { frames: frames.slice(1), longTasks };
      },
    });
  });

const watched = (page: Page): Promise<Watched> =>
  page.evaluate(() => (window as unknown as { benchEnd: () => Watched }).benchEnd());

async function metrics(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics: rows } = await session.send('Performance.getMetrics');
  return new Map(rows.map(({ name, value }) => [name, value]));
}

async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return ((await metrics(session)).get('JSHeapUsedSize') ?? 0) / MB;
}

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

async function run(page: Page, session: CDPSession, host: RunningHost, rate: number, first: number): Promise<void> {
  await watch(page);
  const before = await metrics(session);
  const began = performance.now();
  const acknowledged = await send(host, rate, SECONDS, first);
  const tookMs = performance.now() - began;
  const after = await metrics(session);
  const { frames, longTasks } = await watched(page);
  const spent = (name: string): string =>
    `${Math.round((((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 100_000) / tookMs)} %`;
  const sorted = frames.toSorted((a, b) => a - b);
  await sleep(1500);
  const rows = await page.getByRole('grid', { name: 'Events' }).getAttribute('aria-rowcount');
  const newest = await page.getByRole('grid', { name: 'Events' }).getByRole('row').nth(1).innerText();
  console.log(
    [
      `${rate.toLocaleString('en')} events/s: ${acknowledged.toLocaleString('en')} acknowledged in ${(tookMs / 1000).toFixed(1)} s`,
      `  frames/s ${(frames.length / (tookMs / 1000)).toFixed(1)}, between frames p50 ${share(sorted, 0.5).toFixed(0)} p95 ${share(sorted, 0.95).toFixed(0)} p99 ${share(sorted, 0.99).toFixed(0)} most ${(sorted.at(-1) ?? 0).toFixed(0)} ms`,
      `  main thread ${spent('TaskDuration')} (script ${spent('ScriptDuration')}, layout ${spent('LayoutDuration')}, style ${spent('RecalcStyleDuration')}); tasks over 50 ms: ${longTasks.length}, the longest ${Math.max(0, ...longTasks)} ms`,
      `  heap after a collection ${(await heapMb(session)).toFixed(0)} MB; rows ${Number(rows) - 1}; newest: ${newest.replaceAll('\n', ' | ')}`,
    ].join('\n'),
  );
}

const { dir, remove } = tempWorkspace();
const host = await serveWorkspace(dir);
const browser = await chromium.launch({
  ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
  chromiumSandbox: false,
  args: ['--disable-gpu', '--disable-dev-shm-usage', '--enable-precise-memory-info'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(host.link);
  await send(host, 1000, 0.1, 0);
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live`);
  await page.getByRole('grid', { name: 'Events' }).waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  console.log(`an idle page: heap ${(await heapMb(session)).toFixed(0)} MB`);
  let first = 1000;
  for (const rate of RATES) {
    await run(page, session, host, rate, first);
    first += rate * SECONDS;
  }
} finally {
  await browser.close();
  await host.stop();
  remove();
}
