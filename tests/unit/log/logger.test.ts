import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../../../electron/log/logger';

const dirs: string[] = [];
const tempDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'waymark-log-'));
  dirs.push(dir);
  return dir;
};
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const lines = (path: string): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('writes JSON lines at or above its level, and errors with their stack', async () => {
  const dir = join(tempDir(), 'logs');
  const log = createLogger(dir, 'info', 'collector');
  log.debug('event contents', { event: 'signed up' });
  log.info('listening', { port: 8787 });
  log.error('cannot store', { err: new Error('disk full') });
  await log.close();

  const written = lines(join(dir, 'collector.log'));
  expect(written.map(({ level, msg }) => [level, msg])).toEqual([
    ['info', 'listening'],
    ['error', 'cannot store'],
  ]);
  expect(written[0]).toMatchObject({ name: 'collector', port: 8787 });
  expect(written[1]?.['err']).toMatchObject({ message: 'disk full', stack: expect.stringContaining('logger.test') });
});

test('keeps secrets out, also one object deep', async () => {
  const dir = tempDir();
  const log = createLogger(dir, 'debug', 'host');
  log.info('asked', { token: 'tok-123', headers: { authorization: 'Bearer tok-123', cookie: 'waymark=tok-123' } });
  await log.close();
  const text = readFileSync(join(dir, 'host.log'), 'utf8');
  expect(text).toContain('[kept out]');
  expect(text).not.toContain('tok-123');
});

test('a line after closing is lost, never thrown', async () => {
  const dir = tempDir();
  const log = createLogger(dir, 'info', 'host');
  await log.close();
  expect(() => log.info('after the end')).not.toThrow();
});
