/**
 * A disk that fills up under load: first the journal holds what the database cannot, then senders are asked to wait; what
 * was acknowledged stays, what was refused does not, and all goes on afterwards.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually, serveWorkspace, tempWorkspace } from '../../support/host';

/** Lets a process write files up to `bytes`; beyond, writing fails as on a full disk. */
const limitFiles = (pid: number, bytes: number | 'unlimited'): boolean =>
  spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]).status === 0;

const hasLimits = spawnSync('prlimit', ['--version']).status === 0;

test.skipIf(!hasLimits)('a full disk is survived (needs `prlimit`, which is Linux’)', async () => {
  const { dir, remove } = tempWorkspace();
  const host = await serveWorkspace(dir, ['--no-ui']);
  let sent = 0;
  const send = async (): Promise<number> => {
    const events = Array.from({ length: 200 }, () => ({
      event: 'filling',
      distinct_id: 'ana',
      event_id: `e-${sent++}`,
      properties: { much: `${sent} `.repeat(500) },
    }));
    return (await fetch(`${host.url}/ingest`, { method: 'POST', body: JSON.stringify(events) })).status;
  };
  let acknowledged = 0;
  const sendOk = async (): Promise<void> => {
    expect(await send()).toBe(200);
    acknowledged += 200;
  };
  const storedNow = (): Promise<number> =>
    host.call('workspace.info', {}).then(
      ({ events }) => events,
      () => -1,
    );
  try {
    // The database cannot grow: what comes waits in the journal.
    expect(limitFiles(host.enginePid(), 3 * 2 ** 20)).toBe(true);
    for (let request = 0; request < 30; request++) await sendOk();
    await eventually(
      () => Promise.resolve(readFileSync(join(dir, 'logs', 'engine.log'), 'utf8')),
      (log) => log.includes('they wait in the journal'),
    );
    // Nor can the journal: senders are asked to wait.
    expect(limitFiles(host.pid, 64 * 2 ** 10)).toBe(true);
    for (let request = 0; request < 3; request++) expect(await send()).toBe(503);
    const why = 'Events cannot be written: the file would become too large (EFBIG).';
    expect((await host.call('host.info', {})).collectorTrouble).toBe(why);
    const hasSaid = (words: string): Promise<boolean> =>
      eventually(
        () => Promise.resolve(host.said().includes(words)),
        (is) => is,
      );
    await hasSaid(`Events are refused; senders are asked to try again. ${why}`);
    expect(limitFiles(host.pid, 'unlimited')).toBe(true);
    await sendOk();
    expect(await host.call('host.info', {})).not.toHaveProperty('collectorTrouble');
    await hasSaid('Events are taken in again.');
    expect(limitFiles(host.enginePid(), 'unlimited')).toBe(true);
    await sendOk();
    expect(await eventually(storedNow, (events) => events >= acknowledged)).toBe(acknowledged);
    // What the failed commits left in the log must not hide what was written after them.
    process.kill(host.enginePid(), 'SIGKILL');
    await sendOk();
    expect(await eventually(storedNow, (events) => events >= acknowledged)).toBe(acknowledged);
    expect(await host.stop()).toBe(0);
    expect(readdirSync(join(dir, 'journal'))).toEqual([]);
  } finally {
    await host.kill();
    remove();
  }
});
