/** A handler for every engine command: which part answers it, and what waits for what. */
import type {
  ArrowCommand,
  CommandInput,
  CommandOutput,
  EngineCommand,
  JsonCommand,
  StreamCommand,
} from '../../shared/contract/commands';
import { loadSample } from './import/sample';
import { knownTraits } from './profiles/known-traits';
import { peopleChanges, peopleEvents, peopleGet } from './profiles/one-person';
import { peopleProperties, peopleSummary, peopleTable } from './profiles/questions';
import { peopleSimilar } from './profiles/similar';
import { catalogEvents, catalogProperties, catalogValues } from './query/catalog';
import { segmentsOverlap } from './query/members';
import { peopleSegments } from './query/person-segments';
import { eventNamed, eventOwner } from './query/event-owner';
import { recentEvents } from './query/recent-events';
import { recordingsRemove, recordingsUsage } from './recordings/desk';
import { recordingsOfSession } from './recordings/of-session';
import { recordingsGet, recordingsList } from './recordings/questions';
import { sessionsDistributions } from './query/session-charts';
import { sessionsNeighbours, sessionsPreview } from './query/session-questions';
import { sessionEvents, sessionsSummary, sessionsTable } from './query/sessions';
import { exportRejects, rejectCommands, removeRejects } from './rejects/reject-desk';
import { resetRun } from './testing/reset-run';
import { getEvent } from './query/one-event';
import type { Parts } from './parts';
import { workspaceInfo } from './workspace-info';

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

export interface Handlers {
  readonly json: JsonHandlers;
  readonly arrow: ArrowHandlers;
  readonly stream: StreamHandlers;
}

/** What answers each command. */
export function handlersOf(parts: Parts): Handlers {
  const {
    counters,
    saved,
    hub,
    quiet,
    doctor,
    plan,
    finder,
    recordings,
    writer,
    dataset,
    sessions,
    profiles,
    promoted,
    groups,
    pool,
    readers,
    lock,
    caches,
    runner,
    segments,
    sessionParts,
    changed,
    imports,
    identity,
    people,
    tidied,
    answer,
    exporter,
    archives,
    write,
    options,
  } = parts;
  return {
    json: {
      'workspace.info': () => workspaceInfo(options, parts),
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
      'rejects.remove': (input) => removeRejects(write, lock, input),
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
  };
}
