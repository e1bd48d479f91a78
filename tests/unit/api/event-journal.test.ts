/** What the collector's requests hear of the journal, with an engine that does what the test says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Applied } from '../../../electron/api/engine-client';
import { EventJournal } from '../../../electron/api/event-journal';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import type { JournalState } from '../../../shared/contract/engine';
import { type AppError, AppFailure } from '../../../shared/contract/errors';
import { EMPTY } from '../../support/journal';

let workspaceDir: string;
let journal: EventJournal;
let states: JournalState[];
let apply: (applied: Omit<Applied, 'type'>) => void;
let failure: AppError | undefined;
beforeEach(() => {
  workspaceDir = mkdtempSync(join(tmpdir(), 'waymark-journal-'));
  states = [];
  failure = undefined;
  const engine = {
    announce: (state: JournalState) => void states.push(state),
    get failure() {
      return failure;
    },
    highestFrame: 10,
    onApplied: (listener: (applied: Applied) => void) => {
      apply = (applied) => listener({ type: 'applied', ...applied });
    },
  };
  journal = new EventJournal({ engine, workspaceDir, log: SILENT_LOGGER });
});
afterEach(async () => {
  await journal.close();
  rmSync(workspaceDir, { recursive: true });
});

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof AppFailure ? error.error.code : String(error)),
  );

test('a batch is taken without a word of the engine', async () => {
  expect(await journal.ingest(EMPTY)).toBeUndefined();
  expect(states.map(({ sequence }) => sequence)).toEqual([10, 11]);
});

test('who waits for what became of a batch hears it, and no other’s', async () => {
  const first = journal.ingest(EMPTY, true);
  const second = journal.ingest(EMPTY, true);
  await expect.poll(() => states.at(-1)?.sequence).toBe(12);
  apply({ sequence: 11, answers: [{ sequence: 11, answer: { stored: 1, duplicates: 0 } }] });
  apply({ sequence: 12, answers: [{ sequence: 12, answer: { stored: 0, duplicates: 1 } }] });
  expect(await Promise.all([first, second])).toEqual([
    { stored: 1, duplicates: 0 },
    { stored: 0, duplicates: 1 },
  ]);
});

test('where the engine stored it and ended before it could tell, that is said', async () => {
  const waiting = codeOf(journal.ingest(EMPTY, true));
  await expect.poll(() => states.at(-1)?.sequence).toBe(11);
  apply({ sequence: 11 });
  expect(await waiting).toBe('engine_restarting');
});

test('nothing is taken for an engine that is gone for good', async () => {
  failure = { code: 'workspace_corrupt', message: 'Broken.' };
  expect(await codeOf(journal.ingest(EMPTY))).toBe('workspace_corrupt');
  expect(states.at(-1)?.sequence).toBe(10);
});
