/** A host's journal in a test: written by the real writer, in the folder of a workspace, told to an engine by hand. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IngestBatch, JournalEntry, JournalState } from '../../shared/contract/engine';
import { writeEntry } from '../../electron/journal/entry';
import { Journal, type JournalOptions } from '../../electron/journal/journal';
import { JOURNAL } from '../../electron/journal/segments';

export interface TestJournal {
  readonly dir: string;
  readonly journal: Journal;
  /** All states that were told, oldest first. */
  readonly states: JournalState[];
  append(batch: Partial<JournalEntry>): Promise<number>;
}

export const EMPTY: IngestBatch = { events: [], rejects: [] };

const open: Journal[] = [];

export async function closeJournals(): Promise<void> {
  await Promise.all(open.splice(0).map((journal) => journal.close()));
}

export function openJournal(workspaceDir: string, after = 0, options: Partial<JournalOptions> = {}): TestJournal {
  const dir = join(workspaceDir, JOURNAL);
  mkdirSync(dir, { recursive: true });
  const states: JournalState[] = [];
  const journal = new Journal({ dir, after, onState: (state) => states.push(state), ...options });
  open.push(journal);
  return {
    dir,
    journal,
    states,
    append: (batch) => journal.append(writeEntry({ ...EMPTY, ...batch })),
  };
}
