/** The copy under `cache/`: what is read from it is what would be worked out anew, and what does not fit is left aside. */
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Keeper } from '../../../electron/engine/cache/keeper';
import { readDefinitions } from '../../../electron/engine/definitions';
import type { EngineOptions } from '../../../electron/engine/engine';
import { readCounters } from '../../../electron/engine/store/counters';
import { openDatabase } from '../../../electron/engine/store/database';
import { ensure } from '../../../shared/base/assert';
import type { CommandInput } from '../../../shared/contract/commands';
import { DEFAULT_SETTINGS, type WorkspaceSettings } from '../../../shared/model/settings';
import { runs } from '../../support/runs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const ALWAYS = { minEvents: 1, delayMs: 1_000_000, closeMs: 60_000 };
const NEVER = { ...ALWAYS, minEvents: Infinity };
const MINUTE = 60_000;
const START = Date.UTC(2026, 4, 4);

let open: TestEngine | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
  problems.length = 0;
});

const packOf = (dir: string): string => join(dir, 'cache', 'view.pack');

/** Twelve persons on devices, some of which log in, one device shared; pages, campaigns, session ids, ties. */
async function storeSome(test: TestEngine, from: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, i) => {
    const nth = from + i;
    const device = nth % 12;
    const user = nth % 5 === 4 ? `u${device === 3 ? nth % 2 : device}` : undefined;
    return {
      event: nth % 3 === 0 ? '$pageview' : `did ${nth % 4}`,
      kind: nth % 3 === 0 ? ('page' as const) : ('custom' as const),
      event_id: `kept-${String((nth * 7919) % 100_003)}`,
      timestamp: START + Math.floor(nth / 3) * 20 * MINUTE,
      distinct_id: user ?? `d${device}`,
      anonymous_id: `d${device}`,
      ...(user === undefined ? {} : { user_id: user }),
      ...(nth % 7 === 0 ? { session_id: `s${Math.floor(nth / 40)}` } : {}),
      properties: nth % 3 === 0 ? { $current_url: `https://shop.example/p${nth % 9}` } : { price: nth },
    };
  });
  await test.store(...events);
}

/** Everything a view says, through the commands a page would use. */
async function told({ engine }: TestEngine): Promise<unknown> {
  const signal = neverAborted();
  const specs: CommandInput<'insight.drill'>['spec'][] = [
    { kind: 'trends', series: [{ match: { event: '*' }, math: 'persons' }], interval: 'day' },
    { kind: 'funnel', steps: [{ event: '$pageview' }, { event: 'did 1' }], window: { value: 3, unit: 'hour' } },
  ];
  const people = await engine.json['insight.drill'](
    { spec: ensure(specs[0], 'spec'), cell: { series: 0, bucket: 0 }, limit: 100 },
    signal,
  );
  const results = [];
  for (const spec of specs) {
    const { meta: _meta, ...result } = await engine.json['insight.run']({ spec }, signal);
    results.push(result);
  }
  const { dataVersion: _version, ...info } = await engine.json['workspace.info']({}, signal);
  return {
    info,
    identity: await engine.json['identity.summary']({}, signal),
    refused: await engine.json['identity.refused']({ limit: 100 }, signal),
    sessions: await engine.json['sessions.summary']({}, signal),
    people,
    results,
  };
}

async function change({ engine }: TestEngine, settings: Partial<WorkspaceSettings>): Promise<void> {
  await engine.json['settings.set']({ settings: { ...DEFAULT_SETTINGS, ...settings } }, neverAborted());
  while ((await engine.json['workspace.info']({}, neverAborted())).work !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

/** A workspace that was closed with a copy of its events. */
async function closedWithCopy(events = 400): Promise<string> {
  open = await openTestEngine(undefined, { keepLimits: ALWAYS });
  await storeSome(open, 0, events);
  await told(open);
  await open.engine.close();
  const { dir } = open;
  open = undefined;
  return dir;
}

const problems: string[] = [];
const openAgain = async (dir: string, options: Partial<EngineOptions> = {}): Promise<TestEngine> =>
  (open = await openTestEngine(dir, {
    keepLimits: ALWAYS,
    onProblem: (what) => problems.push(what.replace(/.*since /, '').replace(/; all.*/, '')),
    ...options,
  }));

async function closeAgain(): Promise<void> {
  await open?.engine.close();
  open = undefined;
}

/** What an engine says that works everything out of the events. */
async function workedOut(dir: string): Promise<unknown> {
  await closeAgain();
  await rm(join(dir, 'cache'), { recursive: true, force: true });
  open = await openTestEngine(dir, { keepLimits: NEVER });
  return told(open);
}

/** What the copy is good for: nothing, its memory of the events, persons too, or sessions as well. */
async function useOf(dir: string): Promise<string> {
  await closeAgain();
  const database = await openDatabase({ workspaceDir: dir, threads: 1, memoryLimitMb: 256 });
  const connection = await database.connect();
  const { nextEid } = await readCounters(connection);
  connection.closeSync();
  const keeper = new Keeper(database, '0.0.0', () => undefined);
  const found = await keeper.find(await readDefinitions(dir), nextEid);
  await found?.memory.close();
  await database.close();
  if (found?.made === undefined) return found === undefined ? 'nothing' : 'events';
  return found.made.isCurrent ? 'all' : 'persons';
}

describe('a kept copy', () => {
  it('is readable by its owner alone, and says what would be worked out', async () => {
    const dir = await closedWithCopy();
    const { mode } = await stat(packOf(dir));
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
    expect(await useOf(dir)).toBe('all');
    const fromCopy = await told(await openAgain(dir));
    expect(problems).toEqual([]);
    expect(fromCopy).toEqual(await workedOut(dir));
  });

  it('is brought up to date with what was stored since', async () => {
    const dir = await closedWithCopy();
    const before = await readFile(packOf(dir));
    const again = await openAgain(dir);
    await storeSome(again, 400, 200);
    const extended = await told(again);
    await closeAgain();
    expect((await readFile(packOf(dir))).equals(before)).toBe(false);
    // Put back, so that all of it has to be caught up with at once.
    await writeFile(packOf(dir), before);
    expect(await told(await openAgain(dir))).toEqual(extended);
    expect(problems).toEqual([]);
    expect(extended).toEqual(await workedOut(dir));
  });

  it('leads to what all events lead to, however they came and whenever the engine was closed', async () => {
    const turns = fc.array(fc.record({ events: fc.integer({ min: 1, max: 80 }), close: fc.boolean() }), {
      minLength: 2,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(turns, async (drawn) => {
        open = await openTestEngine(undefined, { keepLimits: ALWAYS });
        const { dir } = open;
        let stored = 0;
        for (const { events, close } of drawn) {
          await storeSome(open, stored, events);
          stored += events;
          await told(open);
          if (!close) continue;
          await open.engine.close();
          open = await openAgain(dir);
        }
        const said = await told(open);
        expect(problems).toEqual([]);
        expect(said).toEqual(await workedOut(dir));
        await open.close();
        open = undefined;
      }),
      runs(4),
    );
  }, 120_000);

  it('serves under other settings as far as they leave it right', async () => {
    const dir = await closedWithCopy();
    const kept = await readFile(packOf(dir));
    await change(await openAgain(dir), { timezone: 'Asia/Tokyo' });
    await closeAgain();
    await writeFile(packOf(dir), kept);
    expect(await useOf(dir)).toBe('persons');
    const zoned = await told(await openAgain(dir));
    expect(zoned).toEqual(await workedOut(dir));

    await change(await openAgain(dir), { identity: { rules: 'mixpanel', maxIdsPerPerson: 1_000 } });
    await closeAgain();
    await writeFile(packOf(dir), kept);
    expect(await useOf(dir)).toBe('events');
    const ruled = await told(await openAgain(dir));
    expect(problems).toEqual([]);
    expect(ruled).toEqual(await workedOut(dir));
  });

  it('is left aside where it is damaged, wherever that is', async () => {
    const dir = await closedWithCopy(60);
    const kept = await readFile(packOf(dir));
    const places = Array.from({ length: 25 }, (_, i) => Math.floor((i / 24) * (kept.length - 1)));
    for (const place of places) {
      const damaged = Buffer.from(kept);
      damaged.writeUInt8(damaged.readUInt8(place) ^ 0x10, place);
      await writeFile(packOf(dir), damaged);
      expect(await useOf(dir)).toBe('nothing');
    }
    for (const length of [0, 1, 15, 16, 1_000, kept.length - 1]) {
      await writeFile(packOf(dir), kept.subarray(0, length));
      expect(await useOf(dir)).toBe('nothing');
    }
    await writeFile(packOf(dir), Buffer.concat([kept, Buffer.from('more')]));
    expect(await useOf(dir)).toBe('nothing');
    const said = await told(await openAgain(dir));
    expect(problems).toEqual(['its end is missing, or it is no such file']);
    expect(said).toEqual(await workedOut(dir));
  });

  it('is left aside by another version, and over other events', async () => {
    const dir = await closedWithCopy();
    const kept = await readFile(packOf(dir));
    await told(await openAgain(dir, { version: '9.9.9' }));
    expect(problems).toEqual(['Waymark 0.0.0 wrote it']);
    await closeAgain();
    await writeFile(packOf(dir), kept);
    // Another history of equally many events, as after a backup was put back.
    for (const name of await readdir(dir)) if (name.startsWith('waymark.duckdb')) await rm(join(dir, name));
    open = await openTestEngine(dir, { keepLimits: NEVER });
    await storeSome(open, 1_000, 400);
    expect(await useOf(dir)).toBe('nothing');
    const other = await told(await openAgain(dir));
    expect(problems.slice(1)).toEqual(['its events are others']);
    expect(other).toEqual(await workedOut(dir));
  });

  it('is left aside once events of it were taken out', async () => {
    const dir = await closedWithCopy();
    const kept = await readFile(packOf(dir));
    await closeAgain();
    const database = await openDatabase({ workspaceDir: dir, threads: 1, memoryLimitMb: 256 });
    const connection = await database.connect();
    await connection.run('DELETE FROM events WHERE eid BETWEEN 100 AND 120');
    connection.closeSync();
    await database.close();
    expect(await useOf(dir)).toBe('nothing');
    const said = await told(await openAgain(dir));
    expect(problems).toEqual(['its events are others']);
    await closeAgain();
    // What was kept after that covers what is left.
    expect((await readFile(packOf(dir))).equals(kept)).toBe(false);
    expect(await useOf(dir)).toBe('all');
    expect(await told(await openAgain(dir))).toEqual(said);
    expect(said).toEqual(await workedOut(dir));
  });

  it('replaces the one before only when it is whole', async () => {
    const dir = await closedWithCopy();
    // What a crash leaves while a copy is written.
    await writeFile(`${packOf(dir)}.new`, 'half a copy');
    expect(await useOf(dir)).toBe('all');
    const again = await openAgain(dir);
    await storeSome(again, 400, 10);
    await told(again);
    await closeAgain();
    expect(await readdir(join(dir, 'cache'))).toEqual(['view.pack']);
    expect(await useOf(dir)).toBe('all');
    expect(problems).toEqual([]);
  });

  it('is not written for few events, nor a second time for the same', async () => {
    open = await openTestEngine(undefined, { keepLimits: { ...ALWAYS, minEvents: 500 } });
    await storeSome(open, 0, 400);
    await told(open);
    const { dir } = open;
    await closeAgain();
    await expect(stat(packOf(dir))).rejects.toThrow('ENOENT');
    await told(await openAgain(dir));
    await closeAgain();
    const { ino } = await stat(packOf(dir));
    await told(await openAgain(dir));
    await closeAgain();
    expect((await stat(packOf(dir))).ino).toBe(ino);
    open = await openTestEngine(dir);
  });

  it('is written in the background, while questions are answered', async () => {
    open = await openTestEngine(undefined, { keepLimits: { ...ALWAYS, delayMs: 1 } });
    await storeSome(open, 0, 400);
    const { dir } = open;
    const said = await told(open);
    await vi.waitFor(() => stat(packOf(dir)), { timeout: 20_000 });
    expect(await told(open)).toEqual(said);
  });
});
