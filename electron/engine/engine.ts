/** The engine: the workspace, opened, and a handler for every engine command. One per process. */
import { cpus } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  ArrowCommand,
  CommandInput,
  CommandOutput,
  EngineCommand,
  JsonCommand,
  StreamCommand,
} from '../../shared/contract/commands';
import type { EngineStart, FileGrant, IngestAnswer, IngestBatch } from '../../shared/contract/engine';
import { basename } from 'node:path';
import { type InsightResult, type InsightSpec, isTableSpec } from '../../shared/insights/specs';
import { fail } from '../../shared/contract/errors';
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
import { MemoryBudget, type MemoryRow } from './memory/budget';
import { loadSample } from './import/sample';
import { JournalApplier, type Told } from './ingest/journal-applier';
import { Writer } from './ingest/writer';
import { LiveHub } from './live-hub';
import { PlanDesk } from './plan/plan-desk';
import { ProfileStore } from './profiles/profile-store';
import { Foresight } from './properties/foresight';
import { PromotedValues } from './properties/promoted-values';
import { Quiet } from './quiet';
import { knownTraits } from './profiles/known-traits';
import { peopleChanges, peopleEvents, peopleGet } from './profiles/one-person';
import { peopleProperties, peopleSummary, peopleTable } from './profiles/questions';
import { peopleSimilar } from './profiles/similar';
import { catalogEvents, catalogProperties, catalogValues, frequentProperties } from './query/catalog';
import { ColumnCache } from './query/column-cache';
import { segmentsOverlap } from './query/members';
import { peopleSegments } from './query/person-segments';
import { Marker } from './query/marker';
import { PredicateCache } from './query/predicate-cache';
import { eventNamed, eventOwner } from './query/event-owner';
import { recentEvents } from './query/recent-events';
import { recordingsRemove, recordingsUsage } from './recordings/desk';
import { recordingsOfSession } from './recordings/of-session';
import { recordingsGet, recordingsList } from './recordings/questions';
import { RecordingStore } from './recordings/recording-store';
import { Exporter } from './export/exporter';
import { Explainer } from './query/explainer';
import { InsightRunner } from './query/run-insight';
import { TableRunner } from './query/run-tables';
import { sessionsDistributions } from './query/session-charts';
import { sessionsNeighbours, sessionsPreview } from './query/session-questions';
import { sessionEvents, sessionsSummary, sessionsTable } from './query/sessions';
import { exportRejects, rejectCommands } from './rejects/reject-desk';
import { SavedStore } from './saved/saved-store';
import { Tidy } from './sequences/collect-garbage';
import { Dataset } from './sequences/dataset';
import { extentOf } from './sequences/extent';
import type { View } from './sequences/view';
import { SessionStore } from './sessions/session-store';
import { type Counters, dataVersion, readCounters } from './store/counters';
import { type Database, openDatabase } from './store/database';
import { forgetDerived } from './store/forget-derived';
import { EVENT_FIELDS_SQL, toStoredEvent } from './store/event-row';
import { WriteLock } from './store/lock';
import { readRows } from './store/read';
import { Readers } from './store/readers';
import { SqlDesk } from './sql/sql-desk';
import { SqlTables } from './sql/sql-tables';
import { EventFinder } from './testing/event-finder';
import { resetRun } from './testing/reset-run';

type JsonHandlers = {
  readonly [C in JsonCommand & EngineCommand]: (
    input: CommandInput<C>,
    signal: AbortSignal,
  ) => Promise<CommandOutput<C>>;
};
type ArrowHandlers = {
  readonly [C in ArrowCommand & EngineCommand]: (input: CommandInput<C>, signal: AbortSignal) => Promise<Uint8Array>;
};
type StreamHandlers = {
  readonly [C in StreamCommand & EngineCommand]: (
    input: CommandInput<C>,
    signal: AbortSignal,
  ) => AsyncGenerator<CommandOutput<C>>;
};

export interface Engine {
  readonly json: JsonHandlers;
  readonly arrow: ArrowHandlers;
  readonly stream: StreamHandlers;
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

const DEFAULT_MEMORY_MB = 2_048;
/** Of the budget, for codes of properties in use; they come back from their tables fast. */
const PROMOTED_SHARE = 1 / 8;
const SQL_TIME_MS = 60_000;

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
  /** How imports store what they read; for tests. */
  readonly importSteps?: ImportSteps;
}

/** Opens the workspace. Throws {@link AppFailure} where it cannot be opened. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
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
  const promoted = await PromotedValues.open(database, counters, { bytes: budget.totalBytes * PROMOTED_SHARE });
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
  const groupParts = { store: groups, sequences: new GroupSequences(readers) };
  const pool = new FoldPool(options.workerPath, options.workers ?? Math.min(8, Math.max(1, cores)));
  const marker = new Marker(pool);
  const cachesOf = (): { columns: ColumnCache; predicates: PredicateCache } => {
    const columns = new ColumnCache(readers, sessions, profiles, promoted, groups, budget);
    const predicates = new PredicateCache(readers, sessions, profiles, columns, promoted, groups, marker, budget);
    return { columns, predicates };
  };
  const explainer = new Explainer(readers, saved);
  const runnerOn = (views: { current(): Promise<View> }, { columns, predicates } = cachesOf()): InsightRunner =>
    new InsightRunner(views, predicates, columns, pool, sessions, saved, explainer, groupParts);
  const caches = cachesOf();
  const runner = runnerOn(dataset, caches);
  const segments = { dataset, saved, predicates: caches.predicates };
  const sessionParts = { ...segments, sessions };
  // Building begins with opening; the first question finds it done or under way, and reports what went wrong.
  // What stopped it then stops the first commit too, which is told.
  dataset
    .current()
    .then(() => writer.warm())
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
  const identity = new IdentityDesk({ dataset, readers, definitions, runnerOn, workspaceDir: options.workspaceDir });
  const sqlConnection = await database.connect();
  const sql = new SqlDesk(database, dataset, new SqlTables(sqlConnection, sessions, profiles, groups), {
    timeMs: SQL_TIME_MS,
    memoryMb: options.memoryLimitMb ?? DEFAULT_MEMORY_MB,
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
    quiet.during(answer).finally(() => tidy.look(performance.now()));
  const answer = (spec: InsightSpec, signal: AbortSignal): Promise<InsightResult> =>
    tidied(isTableSpec(spec) ? tables.run(spec, signal) : runner.run(spec, signal));
  const exporter = await Exporter.open(options.workspaceDir, { ...people, groups, columns: caches.columns, answer });
  const archives = new Archives({ workspaceDir: options.workspaceDir, version, database, exporter });
  return {
    json: {
      'workspace.info': () => workspaceInfo(options, counters, dataset, saved),
      'catalog.events': () => readers.use(catalogEvents),
      'catalog.properties': (input) =>
        readers.use((read) => catalogProperties(read, dataset, { profiles, groups }, input)),
      'catalog.values': (input) =>
        quiet.during(
          readers.use((read) =>
            catalogValues(read, { ...caches, dataset, sessions, profiles, promoted, groups }, input),
          ),
        ),
      'catalog.groups': async () => groups.types(await dataset.current()),
      'events.recent': (input) => recentEvents({ ...segments, readers }, input),
      'events.get': (input) => readers.use((read) => getEvent(read, input)),
      'events.named': (input) => readers.use((read) => eventNamed(read, input)),
      'events.owner': (input) => eventOwner(dataset, input),
      ...rejectCommands(readers, counters),
      'sessions.summary': (input) => quiet.during(sessionsSummary(sessionParts, input)),
      'sessions.distributions': (input) => quiet.during(sessionsDistributions(sessionParts, input)),
      'sessions.neighbours': (input) => sessionsNeighbours(dataset, input),
      'sessions.preview': (input, signal) => tidied(sessionsPreview(dataset, pool, input, signal)),
      'recordings.list': (input, signal) => readers.use((read) => recordingsList(read, input), signal),
      'recordings.ofSession': (input, signal) =>
        readers.use((read) => recordingsOfSession(read, dataset, input), signal),
      'recordings.get': (input, signal) => readers.use((read) => recordingsGet(read, input), signal),
      'recordings.usage': (_input, signal) =>
        readers.use((read) => recordingsUsage(read, identity.recordingsLimit), signal),
      'recordings.remove': async (input) => {
        const removed = await recordingsRemove(recordings, dataset, input);
        options.onNote?.('recordings removed by hand', removed);
        return removed;
      },
      'settings.get': () => identity.settings(),
      'settings.set': async (input) => {
        const settings = await identity.setSettings(input);
        await recordings.fit();
        return settings;
      },
      'identity.summary': () => identity.summary(),
      'identity.refused': (input) => identity.refused(input),
      'identity.graph': (input) => identity.graph(input),
      'identity.evidence': (input) => identity.evidence(input),
      'identity.preview': (input, signal) => identity.preview(input, signal),
      'identity.decide': (input) => identity.decide(input),
      'identity.undo': (input) => identity.undo(input),
      'identity.decisions': () => identity.decisions(),
      'identity.differences': (input, signal) => identity.differences(input, signal),
      'people.summary': (input) => peopleSummary(people, input),
      'people.properties': () => peopleProperties(people),
      'people.get': (input) => peopleGet(people, input),
      'flags.known': (input) => knownTraits({ ...people, columns: caches.columns, groups }, input),
      'people.changes': (input) => peopleChanges(people, input),
      'people.segments': (input) => peopleSegments({ ...people, columns: caches.columns }, input),
      'people.similar': (input) => peopleSimilar(people, input),
      'segments.overlap': (input) => segmentsOverlap(segments, input),
      'saved.list': () => saved.list(),
      'saved.put': (input) => saved.put(input),
      'saved.remove': (input) => saved.remove(input),
      'insight.run': ({ spec }, signal) => answer(spec, signal),
      'insight.drill': (input, signal) => quiet.during(runner.drill(input, signal)),
      ...doctor.handlers(),
      ...plan.commands,
      'events.find': (input, signal) => finder.find(input, signal),
      'run.reset': async () => {
        const removed = await resetRun(options.testRunSince, { connection: write, lock, counters });
        if (removed.events > 0) changed();
        return removed;
      },
      'export.count': (input, signal) => exporter.count(input, signal),
      'import.guess': (input) => imports.guess(input),
      'import.look': (input) => imports.look(input),
      'import.outline': (input) => imports.outline(input),
      'import.columns': (input) => imports.columns(input),
      'import.members': (input) => imports.members(input),
      'import.start': (input) => imports.start(input),
      'import.list': async () => imports.list(),
      'import.pause': async (input) => imports.pause(input),
      'import.resume': (input) => imports.resume(input),
      'import.cancel': (input) => imports.cancel(input),
      'import.undo': (input) => imports.undo(input),
    },
    arrow: {
      'sessions.table': (input) => quiet.during(sessionsTable(sessionParts, input)),
      'sessions.events': (input) => readers.use((read) => sessionEvents(read, dataset, input)),
      'people.table': (input) => quiet.during(peopleTable(people, input)),
      'people.events': (input) => peopleEvents(people, input),
    },
    stream: {
      'identity.compare': (input, signal) => identity.compare(input, signal),
      live: (_input, signal) => hub.watch(signal),
      'plan.validate': (input, signal) => plan.validate(input, signal),
      'import.run': (input, signal) => imports.run(input, signal),
      'export.run': (input, signal) => exporter.run(input, signal),
      'archive.run': (input, signal) => archives.run(input, signal),
      'archive.restore': (input, signal) => archives.restore(input, signal),
      'rejects.export': (input, signal) => exportRejects(readers, input, signal),
      'sample.load': (_input, signal) => loadSample(writer, imports, { changed }, signal),
    },
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
    close: () => {
      quiet.close();
      return closeAll(
        imports,
        journal,
        writer,
        pool,
        [recordings, doctor, plan, sql, dataset, foresight, promoted],
        readers,
        [write, sessionsConnection, profilesConnection, groupsConnection, sqlConnection],
        database,
      );
    },
  };
}

async function workspaceInfo(
  { workspaceDir, version }: EngineOptions,
  counters: Counters,
  dataset: Dataset,
  saved: SavedStore,
): Promise<CommandOutput<'workspace.info'>> {
  // Only the first build, begun at opening, takes long: a page that asks meanwhile is told so. Later a view is extended
  // by what arrived, and events must not be told of without their persons and dates.
  const building = dataset.latest() === undefined && counters.nextEid > 0;
  const view = building ? undefined : await dataset.current();
  const extent = view === undefined ? undefined : extentOf(view.sequences);
  const { timezone, weekStart } = dataset.settings();
  const work = dataset.work();
  return {
    name: basename(workspaceDir),
    version,
    state: building ? 'building' : 'ready',
    events: counters.nextEid - counters.removedEvents,
    persons: view?.sequences.persons ?? 0,
    sessions: view?.sessions.length ?? 0,
    rejects: counters.nextReject,
    ...(extent === undefined ? {} : extent),
    dataVersion: dataVersion(counters) + saved.version,
    timezone,
    weekStart,
    ...(work === undefined ? {} : { work }),
  };
}

async function getEvent(
  connection: DuckDBConnection,
  { eid }: CommandInput<'events.get'>,
): Promise<CommandOutput<'events.get'>> {
  const [row] = await readRows(connection, `SELECT ${EVENT_FIELDS_SQL} FROM events WHERE eid = ${eid}`);
  return row === undefined ? fail('not_found', `There is no event number ${eid}.`) : toStoredEvent(row);
}

async function closeAll(
  imports: Imports,
  journal: JournalApplier,
  writer: Writer,
  pool: FoldPool,
  stores: readonly { close(): Promise<void> }[],
  readers: Readers,
  connections: readonly DuckDBConnection[],
  database: Database,
): Promise<void> {
  await imports.close();
  await journal.close();
  await writer.drain();
  await pool.close();
  for (const store of stores) await store.close();
  readers.close();
  for (const connection of connections) connection.closeSync();
  await database.close();
}
