/** An import of an uploaded file, with its processes killed under it: found at the next start, and gone on with to the end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearedAway } from '../../support/cli-workspace';
import { eventually, serveWorkspace, tempWorkspace, type RunningHost } from '../../support/host';

const cleanups = clearedAway();

const ROWS = 260_000;
const timeOf = (n: number): string => `2026-01-01T10:00:00.${String(n % 1000).padStart(3, '0')}Z`;
const rows = (row: (n: number) => string): string => `${Array.from({ length: ROWS }, (_, n) => row(n)).join('\n')}\n`;
const FILES = {
  'large.csv': () => `user_id,event,time\n${rows((n) => `u${n % 997},view,${timeOf(n)}`)}`,
  'large.jsonl': () => rows((n) => `{"event_id":"e${n}","user_id":"u${n % 997}","event":"view","time":"${timeOf(n)}"}`),
};
type FileName = keyof typeof FILES;

async function beginUpload(host: RunningHost, name: FileName): Promise<number> {
  const response = await fetch(`${host.url}/waymark/upload?name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/octet-stream' },
    body: FILES[name](),
  });
  const { value } = (await response.json()) as { value: { token: string } };
  const { id } = await host.call('import.start', { files: [value.token], format: 'auto' });
  return id;
}

const entryOf = async (host: RunningHost) => (await host.call('import.list', {}))[0];

test.each([
  { victim: 'engine', file: 'large.csv' },
  { victim: 'host', file: 'large.csv' },
  { victim: 'engine', file: 'large.jsonl' },
] as const)(
  'the $victim is killed in the middle of an import of $file',
  { timeout: 120_000 },
  async ({ victim, file }) => {
    const workspace = tempWorkspace();
    cleanups.push(workspace.remove);
    let host = await serveWorkspace(workspace.dir, ['--no-ui']);
    cleanups.push(() => host.kill());
    const id = await beginUpload(host, file);
    await eventually(
      () => entryOf(host),
      (entry) => entry?.step?.phase === 'storing' && entry.step.share > 0.7,
      60_000,
    );
    if (victim === 'engine') process.kill(host.enginePid(), 'SIGKILL');
    else {
      const engine = host.enginePid();
      await host.kill();
      await eventually(
        () => Promise.resolve(isAlive(engine)),
        (alive) => !alive,
        20_000,
      );
      host = await serveWorkspace(workspace.dir, ['--no-ui']);
    }
    const found = await eventually(
      () => entryOf(host).catch(() => undefined),
      (entry) => entry?.state === 'interrupted',
      20_000,
    );
    expect(found).toMatchObject({ id, files: [file] });
    await host.call('import.resume', { id });
    const done = await eventually(
      () => entryOf(host),
      (entry) => entry?.state === 'done',
      60_000,
    );
    expect(done?.report).toMatchObject({ rows: ROWS, imported: ROWS, duplicates: 0 });
    expect((await host.call('workspace.info', {})).events).toBe(ROWS);
    // Its second name goes once the record says that it is done; a stop waits for that.
    await host.stop();
    expect(existsSync(join(workspace.dir, 'unfinished', String(id)))).toBe(false);
  },
);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
