/** The parts of the engine over one open workspace, in the order in which they need one another. */
import { cpus } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { EngineStart } from '../../shared/contract/engine';
import { type InsightResult, type InsightSpec, isTableSpec } from '../../shared/insights/specs';
import { Archives } from './archive/archives';
import type { KeepLimits } from './cache/keeping';
import { readDefinitions } from './definitions';
import { Doctor } from './doctor/doctor';
import { FoldPool } from './folds/pool';
import { GroupSequences } from './groups/group-sequences';
import { GroupStore } from './groups/group-store';
import { IdentityDesk } from './identity/desk';
import { Imports } from './import/imports';
import { IMPORT_STEPS, type ImportSteps } from './import/store-rows';
import { MemoryBudget } from './memory/budget';
import { JournalApplier, type Told } from './ingest/journal-applier';
import { Writer } from './ingest/writer';
import { LiveHub } from './live-hub';
import { PlanDesk } from './plan/plan-desk';
import { ProfileStore } from './profiles/profile-store';
import { Foresight } from './properties/foresight';
import { PromotedValues } from './properties/promoted-values';
import { Quiet } from './quiet';
import { BucketColumns } from './query/bucket-columns';
import { frequentProperties } from './query/catalog';
import { ColumnCache } from './query/column-cache';
import { Marker } from './query/marker';
import { PredicateCache } from './query/predicate-cache';
import type { RangesFolder } from './ranges/block-file';
import type { Room } from './ranges/wide-column';
import { RecordingStore } from './recordings/recording-store';
import { Exporter } from './export/exporter';
import { Explainer } from './query/explainer';
import { InsightRunner } from './query/run-insight';
import { TableRunner } from './query/run-tables';
import { SavedStore } from './saved/saved-store';
import { Tidy } from './sequences/collect-garbage';
import { Dataset } from './sequences/dataset';
import { isTooMany, rangesIn } from './sequences/dataset-parts';
import { SessionStore } from './sessions/session-store';
import { dataVersion, readCounters } from './store/counters';
import { openDatabase, scratchFile } from './store/database';
import { forgetDerived } from './store/forget-derived';
import { WriteLock } from './store/lock';
import { Readers } from './store/readers';
import { SqlDesk } from './sql/sql-desk';
import { SqlTables } from './sql/sql-tables';
import { EventFinder } from './testing/event-finder';

const DEFAULT_MEMORY_MB = 2_048;
/** Of the budget, for codes of properties in use; they come back from their tables fast. No more than caches may take. */
const PROMOTED_SHARE = 1 / 8;
const SQL_TIME_MS = 60_000;
/** What is looked up of ids is looked up where nobody has asked for so long, or after so long of asking. */
const IDS_QUIET_MS = 250;
const IDS_MOST_QUIET_MS = 5_000;
/** How far a query may grow, however little memory there is: the process itself comes and goes by as much. */
const LEAST_SQL_MB = 256;

export interface EngineOptions extends EngineStart {
  /** The bundled fold worker. */
  readonly workerPath: string;
  /** Told that the journal is stored up to a frame, and what became of those that somebody waits for. */
  readonly onApplied?: (sequence: number, answers: readonly Told[]) => void;
  /** Hears of background work that failed and that nobody waits for. */
  readonly onProblem?: (what: string, error: unknown) => void;
  /** Hears of what it did of its own accord; never of what the data says. */
  readonly onNote?: (what: string, facts: object) => void;
  /** When a copy of what was worked out is kept on disk; for tests. */
  readonly keepLimits?: KeepLimits;
  /** Properties of more different values are left in the JSON; for tests. */
  readonly mostTexts?: number;
  /** How imports store what they read; for tests. */
  readonly importSteps?: ImportSteps;
}

/** Opens the workspace and all that works on it. Throws {@link AppFailure} where it cannot be opened. */
export async function openParts(options: EngineOptions) {
  const cores = cpus().length;
  const budget = new MemoryBudget((options.memoryLimitMb ?? DEFAULT_MEMORY_MB) * 1024 * 1024);
  const database = await openDatabase({
    workspaceDir: options.workspaceDir,
    threads: Math.max(1, cores),
    memoryLimitMb: Math.ceil(budget.databaseBytes / 1e6),
  });
  const write = await database.connect();
  if (options.rebuild === true) await forgetDerived(write, options.workspaceDir);
  const sessionsConnection = await database.connect();
  const profilesConnection = await database.connect();
  const groupsConnection = await database.connect();
  const readers = new Readers(database);
  const lock = new WriteLock();
  const counters = await readCounters(write);
  const saved = await SavedStore.open(options.workspaceDir, () => hub.changed());
  const hub = new LiveHub(() => ({
    events: counters.nextEid - counters.removedEvents,
    rejects: counters.nextReject,
    version: dataVersion(counters) + saved.version,
  }));
  const quiet = new Quiet();
  const doctor = new Doctor(options.workspaceDir, {
    readers,
    counters,
    quiet,
    onFindings: () => hub.findings(),
    onProblem: (what, error) => options.onProblem?.(what, error),
  });
  const plan = await PlanDesk.open({
    workspaceDir: options.workspaceDir,
    readers,
    counters,
    onFound: (counts) => hub.violations(counts),
    onProblem: (what, error) => options.onProblem?.(what, error),
  });
  const finder = new EventFinder(readers, counters);
  const recordings = new RecordingStore(write, lock, {
    bytes: () => identity.recordingsLimit,
    onRemoved: (removed) => options.onNote?.('recordings made room for others', removed),
    onProblem: (error) => options.onProblem?.('making room for recordings failed', error),
  });
  const writer = new Writer(write, lock, counters, recordings, (committed) => {
    quiet.heard();
    hub.stored(committed);
    doctor.stored(committed);
    plan.stored(committed);
    finder.stored();
    foresight.stored();
  });
  const definitions = await readDefinitions(options.workspaceDir);
  const { version, keepLimits } = options;
  const dataset = await Dataset.open(
    { database, counters, readers, definitions, version, keepLimits, budget, quiet },
    () => hub.changed(),
    (what, error) => options.onProblem?.(what, error),
  );
  const sessions = new SessionStore(sessionsConnection);
  const profiles = new ProfileStore(profilesConnection);
  const promoted = await PromotedValues.open(database, counters, {
    bytes: () => Math.min(budget.totalBytes * PROMOTED_SHARE, budget.cacheBytes),
    ...(options.mostTexts === undefined ? {} : { texts: options.mostTexts }),
  });
  budget.counts('property codes by event number', () => promoted.bytes);
  budget.counts('ids of stored events', () => writer.idBytes);
  const groups = new GroupStore(groupsConnection, counters);
  const foresight = new Foresight({
    promoted,
    counters,
    quiet,
    saved: () => saved.list(),
    frequent: (signal) => readers.use(frequentProperties, signal),
    onProblem: (what, error) => options.onProblem?.(what, error),
  });
  let folder: RangesFolder | undefined;
  const room: Room = () => (folder ??= rangesIn(database, budget));
  const groupParts = { store: groups, sequences: new GroupSequences(readers, room) };
  const pool = new FoldPool(options.workerPath, options.workers ?? Math.min(8, Math.max(1, cores)));
  const marker = new Marker(pool);
  const cachesOf = (): { columns: ColumnCache; predicates: PredicateCache; buckets: BucketColumns } => {
    const columns = new ColumnCache(readers, sessions, profiles, promoted, groups, budget, room);
    const predicates = new PredicateCache(readers, sessions, profiles, columns, promoted, groups, marker, budget);
    return { columns, predicates, buckets: new BucketColumns(pool, budget) };
  };
  const explainer = new Explainer(readers, saved);
  const runnerOn = (
    views: Pick<Dataset, 'current'> & Partial<Pick<Dataset, 'asked'>>,
    { columns, predicates, buckets } = cachesOf(),
  ): InsightRunner =>
    new InsightRunner(views, predicates, columns, buckets, pool, sessions, saved, explainer, groupParts);
  const caches = cachesOf();
  const runner = runnerOn(dataset, caches);
  const segments = { dataset, saved, predicates: caches.predicates };
  const sessionParts = { ...segments, sessions };
  // Building begins with opening; the first question finds it done or under way, and reports what went wrong.
  // What stopped it then stops the first commit too, which is told.
  dataset
    .current()
    .then(() => writer.warm(() => quiet.forMs(IDS_QUIET_MS, IDS_MOST_QUIET_MS)))
    .then(() => recordings.fit())
    .then(() => doctor.wake())
    .then(() => foresight.wake())
    .catch(() => undefined);
  const changed = (): void => {
    hub.changed();
    doctor.wake();
  };
  const imports = await Imports.open({
    connection: write,
    dataset,
    context: {
      database,
      lock,
      counters,
      ids: writer.ids,
      steps: options.importSteps ?? IMPORT_STEPS,
      storeRecordings: (chunks, id) => recordings.store(chunks, id),
    },
    onChanged: () => {
      changed();
      foresight.wake();
    },
    onProgress: () => {
      quiet.heard();
      hub.imports();
    },
    onProblem: (what, error) => options.onProblem?.(what, error),
  });
  const identity = new IdentityDesk({
    dataset,
    readers,
    definitions,
    runnerOn,
    room,
    workspaceDir: options.workspaceDir,
  });
  const sqlConnection = await database.connect();
  const sqlTables = new SqlTables(sqlConnection, sessions, profiles, groups, () =>
    isTooMany(counters.nextEid, budget) ? scratchFile(options.workspaceDir, 'derived') : undefined,
  );
  const sql = new SqlDesk(database, dataset, sqlTables, {
    timeMs: SQL_TIME_MS,
    memoryMb: Math.max(LEAST_SQL_MB, options.memoryLimitMb ?? DEFAULT_MEMORY_MB),
  });
  const people = { ...segments, readers, sessions, profiles };
  const tables = new TableRunner(people, sql, explainer);
  const tidy = new Tidy();
  const journal = await JournalApplier.open({
    workspaceDir: options.workspaceDir,
    writer,
    state: options.journal,
    onApplied: (sequence, answers) => options.onApplied?.(sequence, answers),
    isWatched: () => hub.isWatched,
    onProblem: (what, error) => options.onProblem?.(what, error),
  });
  const tidied = <T>(answer: Promise<T>): Promise<T> =>
    quiet.during(answer).finally(() => {
      if (tidy.look(performance.now(), dataset.isInFiles)) void dataset.giveBack();
    });
  const answer = (spec: InsightSpec, signal: AbortSignal): Promise<InsightResult> =>
    tidied(isTableSpec(spec) ? tables.run(spec, signal) : runner.run(spec, signal));
  const exporter = await Exporter.open(options.workspaceDir, { ...people, groups, columns: caches.columns, answer });
  const archives = new Archives({ workspaceDir: options.workspaceDir, version, database, exporter });
  const connections: readonly DuckDBConnection[] = [
    write,
    sessionsConnection,
    profilesConnection,
    groupsConnection,
    sqlConnection,
  ];
  return {
    answer,
    archives,
    budget,
    caches,
    changed,
    connections,
    counters,
    database,
    dataset,
    doctor,
    exporter,
    finder,
    foresight,
    groups,
    hub,
    identity,
    imports,
    journal,
    lock,
    options,
    people,
    plan,
    pool,
    profiles,
    promoted,
    quiet,
    readers,
    recordings,
    runner,
    saved,
    segments,
    sessionParts,
    sessions,
    sql,
    tidied,
    write,
    writer,
  };
}

export type Parts = Awaited<ReturnType<typeof openParts>>;

/** Answers what is under way, flushes, closes. */
export async function closeParts(parts: Parts): Promise<void> {
  const { recordings, doctor, plan, sql, dataset, foresight, promoted } = parts;
  parts.quiet.close();
  await parts.imports.close();
  await parts.journal.close();
  await parts.writer.drain();
  await parts.pool.close();
  for (const store of [recordings, doctor, plan, sql, dataset, foresight, promoted]) await store.close();
  parts.readers.close();
  for (const connection of parts.connections) connection.closeSync();
  await parts.database.close();
}
