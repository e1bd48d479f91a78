/** A disk that is full while somebody watches: the foot of the rail says so, and when it is over. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '../support/workbench';

/** Beyond `bytes` the process's files cannot grow, as on a full disk. */
const limitFiles = (pid: number, bytes: string): boolean =>
  spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]).status === 0;

test('events that are refused are told of in the window', async ({ bench: { page, host, send } }) => {
  const event = { event: 'tried', distinct_id: 'ana' };
  test.skip(!limitFiles(host.pid, 'unlimited'), 'needs `prlimit`, which is Linux’');
  const collector = page.getByRole('button', { name: /^Collector: / });
  await expect(collector).toContainText(`127.0.0.1:${host.port}`);
  limitFiles(host.pid, '0');
  const refused = await fetch(`${host.url}/ingest`, { method: 'POST', body: JSON.stringify(event) });
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ message: expect.stringContaining('cannot be written') });
  await expect(collector).toContainText('Events are refused', { timeout: 15_000 });
  await expect(collector).toHaveAccessibleName(/Events cannot be written: the file would become too large/);
  await expect(page.getByRole('status').filter({ hasText: 'Events cannot be written' })).toBeAttached();
  limitFiles(host.pid, 'unlimited');
  await send([event]);
  await expect(collector).toContainText(`127.0.0.1:${host.port}`, { timeout: 15_000 });
});
