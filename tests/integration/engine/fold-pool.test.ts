/** The pool deals tasks out to real threads; what these compute is not looked at here. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FoldJob, FoldPool } from '../../../electron/engine/folds/pool';
import type { PersonRange } from '../../../shared/model/sequences';

/** Says which range it was given and which thread it is; sleeps or dies where the parameters say so. */
const WORKER = `
import { parentPort, threadId } from 'node:worker_threads';
parentPort.on('message', ({ id, task: { range, params } }) => {
  if (params.dies === true) process.exit(1);
  const ms = range.from === 0 ? params.firstMs : 0;
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  parentPort.postMessage({ id, ok: true, value: { range, threadId } });
});
`;

interface Told {
  readonly range: PersonRange;
  readonly threadId: number;
}

const PERSONS = 800;
const EVENTS_EACH = 1_000;
const sequences = {
  persons: PERSONS,
  length: PERSONS * EVENTS_EACH,
  offsets: Uint32Array.from({ length: PERSONS + 1 }, (_, person) => person * EVENTS_EACH),
};
const jobOf = (params: object): FoldJob => ({ work: 'fold', kind: 'trends', params, input: { sequences } }) as FoldJob;

let dir: string;
let pool: FoldPool;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-pool-'));
  await writeFile(join(dir, 'worker.mjs'), WORKER);
  pool = new FoldPool(join(dir, 'worker.mjs'), 2);
});
afterEach(async () => {
  await pool.close();
  await rm(dir, { recursive: true, force: true });
});

const run = async (params: object): Promise<Told[]> =>
  (await pool.run(jobOf(params), sequences, new AbortController().signal)) as Told[];

describe('the fold pool', () => {
  it('covers all persons in order, on all of its threads', async () => {
    const told = await run({});
    expect(told.map(({ range }) => range.from)).toEqual([0, ...told.slice(0, -1).map(({ range }) => range.to)]);
    expect(told.at(-1)?.range.to).toBe(PERSONS);
    expect(new Set(told.map(({ threadId }) => threadId)).size).toBe(2);
  });

  it('does not wait for a thread that is held up with what another can do', async () => {
    const told = await run({ firstMs: 1_500 });
    const slow = told[0]?.threadId;
    expect(told.length).toBe(8);
    // One that it sleeps on and at most one that lay ready for it.
    expect(told.filter(({ threadId }) => threadId === slow).length).toBeLessThanOrEqual(2);
  });

  it('answers several questions at a time, each with its own', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, (_, at) => run({ firstMs: at })));
    for (const told of all) expect(told.reduce((sum, { range }) => sum + range.to - range.from, 0)).toBe(PERSONS);
  });

  it('goes on with other threads where one ended in the middle', async () => {
    await expect(run({ dies: true })).rejects.toThrow('stopped');
    // The tasks that still waited go to the new threads, and end them too.
    await expect.poll(async () => (await run({}).catch(() => [])).length, { timeout: 10_000, interval: 50 }).toBe(8);
  });
});
