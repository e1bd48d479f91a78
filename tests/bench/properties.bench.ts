/**
 * The first question about properties that nobody asked about before: how long it takes until their values are at hand, by
 * the clock and of processor time, of a workspace of the rivals bench (4 million events, or BENCH_EVENTS; BENCH_WORKSPACE
 * names a folder in which they stay). BENCH_PROPERTIES are the properties asked about together, parted by commas;
 * BENCH_ROUNDS how often (3), each time from nothing, then once more after a restart.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PromotedValues } from '../../electron/engine/properties/promoted-values';
import { readCounters } from '../../electron/engine/store/counters';
import { openDatabase } from '../../electron/engine/store/database';
import { readNumber } from '../../electron/engine/store/read';
import { fillWorkspace } from './rivals/data';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 4_000_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const ASKED = (process.env['BENCH_PROPERTIES'] ?? 'plan,browser').split(',').map((key) => `properties.${key}`);
const EVENTS_PER_FILL = 4_000_000;

const kept = process.env['BENCH_WORKSPACE'];
const dir = kept ?? (await mkdtemp(join(tmpdir(), 'waymark-properties-')));
const database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 1_024 });
const connection = await database.connect();
try {
  const stored = await readNumber(connection, 'SELECT count(*) FROM events');
  for (let from = stored; from < EVENTS; from += EVENTS_PER_FILL) {
    await connection.run(fillWorkspace(from, Math.min(EVENTS, from + EVENTS_PER_FILL)));
  }
  const counters = await readCounters(connection);
  for (let round = 0; round <= ROUNDS; round++) {
    const again = round === ROUNDS;
    if (!again) {
      for (const table of ['promoted', 'promoted_texts', 'promoted_pieces'])
        await connection.run(`DELETE FROM ${table}`);
    }
    const values = await PromotedValues.open(database, counters);
    const [started, used] = [performance.now(), process.cpuUsage()];
    await values.prepare(ASKED, counters.nextEid);
    const { user, system } = process.cpuUsage(used);
    const [ms, cpuMs] = [performance.now() - started, (user + system) / 1_000];
    const each = ((cpuMs * 1_000) / counters.nextEid).toFixed(3);
    console.log(
      `${again ? 'after a restart' : `from nothing ${round + 1}`}: ${ms.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms of processor time, ${each} µs an event`,
    );
    await values.close();
  }
} finally {
  connection.closeSync();
  await database.close();
  if (kept === undefined) await rm(dir, { recursive: true, force: true });
}
