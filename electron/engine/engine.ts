/** The engine: the workspace, opened, and a handler for every engine command. One per process. */
import type { FileGrant, IngestAnswer, IngestBatch } from '../../shared/contract/engine';
import { fail } from '../../shared/contract/errors';
import type { MemoryRow } from './memory/budget';
import type { JournalApplier } from './ingest/journal-applier';
import { handlersOf, type Handlers } from './handlers';
import { closeParts, openParts, type EngineOptions } from './parts';

export type { EngineOptions } from './parts';

export interface Engine extends Handlers {
  /** What the host writes down before it answers. */
  readonly journal: Pick<JournalApplier, 'announce' | 'caughtUp' | 'highest' | 'leave'>;
  /** Stores a batch without the journal. */
  ingest(batch: IngestBatch): Promise<IngestAnswer>;
  grant(grant: FileGrant): void;
  /** What it holds in memory and what for, most first. */
  memory(): Promise<readonly MemoryRow[]>;
  /** Answers what is under way, flushes, closes. */
  close(): Promise<void>;
}

/** Opens the workspace. Throws {@link AppFailure} where it cannot be opened. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const parts = await openParts(options);
  const { archives, budget, database, exporter, imports, journal, writer } = parts;
  return {
    ...handlersOf(parts),
    journal,
    ingest: async (batch) => {
      const [answer] = await writer.store([batch]);
      return answer ?? fail('internal', 'A batch was stored without an answer.');
    },
    grant: (grant) => {
      if (grant.access === 'write') exporter.grant(grant);
      else archives.grant(grant);
      if (grant.access === undefined) imports.grant(grant);
    },
    memory: async () =>
      [...budget.report(), { what: 'DuckDB', bytes: await database.memoryUsed() }].sort((a, b) => b.bytes - a.bytes),
    close: () => closeParts(parts),
  };
}
