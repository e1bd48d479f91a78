/**
 * The promise of docs/security.md and docs/architecture.md under fire: real processes, SIGKILLed at random moments while
 * many senders send, and disks that fill up (where there is `prlimit`), then one look at what is stored. `npm run kill` does 200 rounds, this a few;
 * `WAYMARK_KILL_ROUNDS` and `WAYMARK_KILL_SEED` say otherwise.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { JOURNAL } from '../../../electron/journal/segments';
import { openDatabase } from '../../../electron/engine/store/database';
import { readRows } from '../../../electron/engine/store/read';
import { serveWorkspace, tempWorkspace, type RunningHost } from '../../support/host';
import { newLedger, seeded, sendUnderFire, type Ledger } from '../../support/kill-load';

const ROUNDS = Number(process.env['WAYMARK_KILL_ROUNDS'] ?? 8);
const SEED = Number(process.env['WAYMARK_KILL_SEED'] ?? Date.now() % 1e9);
const SENDERS = 8;

const killEngine = (host: RunningHost): void => {
  try {
    process.kill(host.enginePid(), 'SIGKILL');
  } catch (error) {
    // It may be gone already: killed a moment ago, or following its host.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
};

/** What happens in a round; gives whether the whole app must be started again. */
const KILLS: readonly ((host: RunningHost, random: () => number) => Promise<boolean>)[] = [
  (host) => Promise.resolve(killEngine(host)).then(() => false),
  // Once more while it opens the file, or soon after.
  async (host, random) => {
    killEngine(host);
    await sleep(100 + random() * 900);
    killEngine(host);
    return false;
  },
  (host) => host.kill().then(() => true),
  async (host) => {
    killEngine(host);
    await host.kill();
    return true;
  },
  // The engine that is left behind closes the file: it is killed at that.
  async (host, random) => {
    await host.kill();
    await sleep(random() * 60);
    killEngine(host);
    return true;
  },
  // No file may grow: the journal's writes fail, some of them halfway. Now and then the host is killed in that state.
  async (host, random) => {
    limitFiles(host.pid, Math.floor(random() * random() * 2 ** 16));
    await sleep(random() * 300);
    if (random() < 0.3) return host.kill().then(() => true);
    limitFiles(host.pid, 'unlimited');
    return false;
  },
  // The same for the database and its log; the journal holds what comes meanwhile.
  async (host, random) => {
    limitFiles(host.enginePid(), Math.floor(random() * 2 ** 20));
    await sleep(random() * 500);
    if (random() < 0.3) killEngine(host);
    else limitFiles(host.enginePid(), 'unlimited');
    return false;
  },
];

/** Lets a process write files up to `bytes`; beyond, writing fails as on a full disk. Does nothing where that cannot be had. */
function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
}

interface Stored {
  readonly events: ReadonlyMap<string, number>;
  /** By the sender's mark in their bytes. */
  readonly rejects: ReadonlyMap<string, number>;
  /** By name, of those without an id of their sender's. */
  readonly nameless: ReadonlyMap<string, number>;
}

async function readStored(workspaceDir: string): Promise<Stored> {
  const database = await openDatabase({ workspaceDir, threads: 2, memoryLimitMb: 512 });
  const connection = await database.connect();
  const count = async (sql: string): Promise<Map<string, number>> =>
    new Map((await readRows(connection, sql)).map((row) => [String(row['id']), Number(row['count'])]));
  const stored = {
    events: await count("SELECT event_id AS id, count(*) AS count FROM events WHERE source <> 'plausible' GROUP BY 1"),
    nameless: await count("SELECT event AS id, count(*) AS count FROM events WHERE source = 'plausible' GROUP BY 1"),
    rejects: await count(
      "SELECT regexp_extract(raw, 's\\d+-\\d+\\.(cut|nobody)') AS id, count(*) AS count FROM rejects GROUP BY 1",
    ),
  };
  connection.closeSync();
  await database.close();
  return stored;
}

/** Every promise that was not kept, in words. */
function brokenPromises(ledger: Ledger, stored: Stored): string[] {
  const broken: string[] = [];
  for (const [id, promised] of ledger.events) {
    const count = stored.events.get(id) ?? 0;
    const least = promised === 'acknowledged' ? 1 : 0;
    const most = promised === 'refused' ? 0 : 1;
    if (count < least || count > most) broken.push(`event ${id} was ${promised} and is stored ${count} times`);
  }
  for (const id of stored.events.keys()) if (!ledger.events.has(id)) broken.push(`event ${id} was never sent`);
  for (const what of ['rejects', 'nameless'] as const) {
    for (const [id, { attempts, answers, refusals }] of ledger[what]) {
      const count = stored[what].get(id) ?? 0;
      if (count < answers || count > attempts - refusals)
        broken.push(
          `${what} ${id}: sent ${attempts} times, answered ${answers} times, refused ${refusals} times, kept ${count} times`,
        );
    }
  }
  return broken;
}

const answersOf = ({ statuses }: Ledger): number => statuses.get(200) ?? 0;

test(
  `${ROUNDS} kills under load: what was acknowledged is stored exactly once, what was refused is not (seed ${SEED})`,
  async () => {
    const { dir, remove } = tempWorkspace();
    const random = seeded(SEED);
    const ledger = newLedger();
    let host = await serveWorkspace(dir, ['--no-ui']);
    let over = false;
    try {
      const senders = Array.from({ length: SENDERS }, (_, index) =>
        sendUnderFire({
          port: () => host.port,
          ledger,
          random: seeded(SEED + index + 1),
          name: `s${index}`,
          stopped: () => over,
        }),
      );
      const all = Promise.all(senders);
      for (let round = 0; round < ROUNDS; round++) {
        // Some kills come while the first requests after the last one wait, most while all is in full flow.
        const wanted = answersOf(ledger) + Math.floor(random() * 80);
        const deadline = Date.now() + 20_000;
        while (answersOf(ledger) < wanted && Date.now() < deadline) await Promise.race([sleep(5), all]);
        await sleep(random() * 50);
        const kill = KILLS[round < KILLS.length ? round : Math.floor(random() * KILLS.length)];
        if (await kill?.(host, random)) host = await serveWorkspace(dir, ['--no-ui']);
      }
      await sleep(300);
      over = true;
      await all;
      // An engine that was killed last may still be on its way back; a stop without one leaves the journal to the next start.
      await host.call('workspace.info', {});
      expect(await host.stop()).toBe(0);
      expect(readdirSync(join(dir, JOURNAL))).toEqual([]);
      const stored = await readStored(dir);
      const acknowledged = [...ledger.events.values()].filter((promised) => promised === 'acknowledged').length;
      console.log(
        `${ROUNDS} kills, seed ${SEED}: ${ledger.events.size} events sent, ${acknowledged} acknowledged, ${stored.events.size} stored, ` +
          `${stored.rejects.size} of ${ledger.rejects.size} bad ones kept, ${stored.nameless.size} of ${ledger.nameless.size} without ids; answers ${JSON.stringify([...ledger.statuses])}`,
      );
      expect(brokenPromises(ledger, stored)).toEqual([]);
      expect(acknowledged).toBeGreaterThan(ROUNDS * 20);
    } finally {
      over = true;
      await host.kill();
      remove();
    }
  },
  60_000 + ROUNDS * 10_000,
);
