/** The journal on a disk that fails: what was refused is never found there, and nobody waits for what cannot be had. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JournalRefusal } from '../../../electron/journal/journal';
import { JournalReader } from '../../../electron/journal/reader';
import { type Fault, faultyDisk } from '../../support/faulty-disk';
import { closeJournals, openJournal, type TestJournal } from '../../support/journal';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'waymark-faults-'));
});
afterEach(async () => {
  await closeJournals();
  rmSync(workspace, { recursive: true, force: true });
});

const payload = (text: string): Buffer => Buffer.from(text);

/** What an engine finds that begins now; `after` a restart of the host it knows only what lies there. */
async function found({ dir, journal }: TestJournal, after = false): Promise<string[]> {
  const reader = new JournalReader({
    dir,
    after: 0,
    onDamage: (damage) => {
      throw new Error(`damaged: ${JSON.stringify(damage)}`);
    },
  });
  const state = after ? { sequence: Number.MAX_SAFE_INTEGER, file: 0, bytes: 0 } : journal.state;
  const frames = await reader.read(state, 1e9);
  await reader.close();
  return frames.map((frame) => frame.payload.toString());
}

test('a write that fails is refused in words, cut off, and the next one goes into another file', async () => {
  const faults: Fault[] = ['none', { code: 'ENOSPC', after: 7 }];
  const opened = openJournal(workspace, 0, { create: faultyDisk({ write: () => faults.shift() ?? 'none' }) });
  const { journal } = opened;
  await journal.append(payload('first'));
  const refused = journal.append(payload('refused'));
  await expect(refused).rejects.toBeInstanceOf(JournalRefusal);
  await expect(refused).rejects.toThrow('Events cannot be written: the disk is full (ENOSPC).');
  expect(journal.trouble).toContain('the disk is full');
  expect(await journal.append(payload('next'))).toBe(3);
  expect(journal.trouble).toBeUndefined();
  expect(await found(opened)).toEqual(['first', 'next']);
  expect(await found(opened, true)).toEqual(['first', 'next']);
});

test('what cannot be taken back shuts the journal until it can', async () => {
  const faults: Fault[] = ['none', { code: 'EIO' }];
  let canCut = false;
  let cuts = 0;
  const create = faultyDisk({
    write: () => faults.shift() ?? 'none',
    cut: () => {
      cuts += 1;
      return canCut ? 'none' : { code: 'EIO' };
    },
  });
  const opened = openJournal(workspace, 0, { create, pauseMs: 1 });
  const { journal } = opened;
  await journal.append(payload('first'));
  let isSettled = false;
  const unsure = journal.append(payload('unsure')).finally(() => (isSettled = true));
  const outcome = expect(unsure).rejects.toBeInstanceOf(JournalRefusal);
  await expect.poll(() => cuts).toBeGreaterThan(2);
  // All of it lies there, so it cannot be called refused yet; what comes now is, and none of it is written.
  expect(await found(opened, true)).toEqual(['first', 'unsure']);
  expect(isSettled).toBe(false);
  await expect(journal.append(payload('late'))).rejects.toThrow('Nor can what was written of them be taken back');
  expect(journal.trouble).toContain('the disk reports an error (EIO)');
  // The engine looks no further than what was acknowledged.
  expect(await found(opened)).toEqual(['first']);
  canCut = true;
  await outcome;
  expect(await journal.append(payload('again'))).toBe(3);
  expect(journal.trouble).toBeUndefined();
  expect(journal.backlogBytes).toBe(2 * 20 + 'first'.length + 'again'.length);
  expect(await found(opened)).toEqual(['first', 'again']);
  expect(await found(opened, true)).toEqual(['first', 'again']);
});

test('what is still not taken back when the journal closes is neither acknowledged nor refused', async () => {
  let cuts = 0;
  const cut = (): Fault => {
    cuts += 1;
    return { code: 'EIO' };
  };
  const opened = openJournal(workspace, 0, { create: faultyDisk({ write: () => ({ code: 'EIO' }), cut }) });
  const outcomes: string[] = [];
  opened.journal.append(payload('unsure')).then(
    () => outcomes.push('acknowledged'),
    () => outcomes.push('refused'),
  );
  await expect.poll(() => cuts).toBeGreaterThan(0);
  await opened.journal.close();
  expect(outcomes).toEqual([]);
  expect(opened.states.at(-1)).toEqual({ sequence: 0, file: 0, bytes: 0 });
});

test('a disk that does not answer: what is behind the write is refused, what is in it gets its answer', async () => {
  let tellBegun = (): void => undefined;
  const begun = new Promise<void>((resolve) => (tellBegun = resolve));
  let goOn = (_fault: Fault): void => undefined;
  const stopped = new Promise<Fault>((resolve) => (goOn = resolve));
  let writes = 0;
  const write = (): Fault | Promise<Fault> => {
    writes += 1;
    if (writes !== 2) return 'none';
    tellBegun();
    return stopped;
  };
  const opened = openJournal(workspace, 0, { create: faultyDisk({ write }), slowMs: 50 });
  const { journal } = opened;
  await journal.append(payload('first'));
  const slow = journal.append(payload('slow'));
  await begun;
  const behind = journal.append(payload('behind'));
  await expect(behind).rejects.toThrow('The disk does not answer.');
  await expect(journal.append(payload('later'))).rejects.toThrow('The disk does not answer.');
  goOn('none');
  expect(await slow).toBe(2);
  await journal.append(payload('next'));
  expect(journal.trouble).toBeUndefined();
  expect(await found(opened)).toEqual(['first', 'slow', 'next']);
});
