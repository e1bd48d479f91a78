import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { visitorSalt } from '../../../electron/api/visitor-salt';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import { visitorId, visitorOfMonth } from '../../../shared/protocols/visitor';

let dir: string;
let said: string[];
const log = {
  ...SILENT_LOGGER,
  warn: (message: string, fields?: object) => said.push(message + JSON.stringify(fields)),
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'waymark-salt-'));
  said = [];
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

test('it is made once, for its owner alone, and the same ever after', async () => {
  const salt = await visitorSalt(dir, log);
  expect(salt).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(join(dir, 'visitor-salt')).mode & 0o777).toBe(0o600);
  chmodSync(join(dir, 'visitor-salt'), 0o644);
  expect(await visitorSalt(dir, log)).toBe(salt);
  expect(statSync(join(dir, 'visitor-salt')).mode & 0o777).toBe(0o600);
  expect(said).toEqual([]);
});

test('one that is damaged is replaced, which is told without it', async () => {
  writeFileSync(join(dir, 'visitor-salt'), 'abc');
  const salt = await visitorSalt(dir, log);
  expect(readFileSync(join(dir, 'visitor-salt'), 'utf8')).toBe(salt);
  expect(said.join()).toContain('not what it should be');
  expect(said.join()).not.toContain(salt);
  expect(said.join()).not.toContain('abc');
});

test('where nothing can be written there is one for this run', async () => {
  const gone = join(dir, 'gone');
  expect(await visitorSalt(gone, log)).toMatch(/^[0-9a-f]{64}$/);
  expect(said.join()).toContain('cannot be kept');
});

test('ids depend on the salt, the marks and the period alone', () => {
  const at = Date.UTC(2026, 0, 31, 10);
  const marks = ['shop.test', 'Firefox', '192.0.2.7'];
  const id = visitorId(marks, { receivedAt: at, visitorSalt: 'a' });
  expect(id).toMatch(/^visitor-2026-01-31-[0-9a-f]{16}$/);
  expect(visitorId(marks, { receivedAt: at + 3_600_000, visitorSalt: 'a' })).toBe(id);
  expect(visitorId(marks, { receivedAt: at + 86_400_000, visitorSalt: 'a' })).not.toBe(id);
  expect(visitorId(marks, { receivedAt: at, visitorSalt: 'b' })).not.toBe(id);
  expect(visitorId(['shop.test', 'Firefox', '192.0.2.8'], { receivedAt: at, visitorSalt: 'a' })).not.toBe(id);
  expect(visitorOfMonth(marks, { receivedAt: at, visitorSalt: 'a' })).toMatch(/^visitor-2026-01-[0-9a-f]{16}$/);
});
