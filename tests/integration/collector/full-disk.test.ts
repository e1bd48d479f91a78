/** A disk that fills up under load: senders are asked to wait, what was acknowledged stays, and all goes on afterwards. */
import { spawnSync } from 'node:child_process';
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
  try {
    expect(limitFiles(host.enginePid(), 3 * 2 ** 20)).toBe(true);
    let acknowledged = 0;
    let status = 200;
    while (status === 200 && sent < 20_000) {
      status = await send();
      if (status === 200) acknowledged += 200;
    }
    expect(status).toBe(503);
    expect(await send()).toBe(503);
    expect(limitFiles(host.enginePid(), 'unlimited')).toBe(true);
    expect(await send()).toBe(200);
    acknowledged += 200;
    // What the failed commits left in the log must not hide what was written after them.
    process.kill(host.enginePid(), 'SIGKILL');
    const stored = await eventually(
      () =>
        host.call('workspace.info', {}).then(
          ({ events }) => events,
          () => -1,
        ),
      (events) => events >= acknowledged,
    );
    expect(stored).toBe(acknowledged);
  } finally {
    await host.kill();
    remove();
  }
});
