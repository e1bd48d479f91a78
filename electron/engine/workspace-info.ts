/** What the workspace is and holds. */
import { basename } from 'node:path';
import type { CommandOutput } from '../../shared/contract/commands';
import type { EngineStart } from '../../shared/contract/engine';
import type { SavedStore } from './saved/saved-store';
import type { Dataset } from './sequences/dataset';
import { extentOf } from './sequences/extent';
import { type Counters, dataVersion } from './store/counters';

interface Holders {
  readonly counters: Counters;
  readonly dataset: Dataset;
  readonly saved: SavedStore;
}

/** What the workspace holds, as far as its first view is made. */
export async function workspaceInfo(
  { workspaceDir, version }: Pick<EngineStart, 'workspaceDir' | 'version'>,
  { counters, dataset, saved }: Holders,
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
