/** Which settings differ, in words, for the bar that applies them. */
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { WorkspaceSettings } from '../../../shared/model/settings';

const WORDS: readonly (readonly [string, (settings: WorkspaceSettings) => unknown])[] = [
  ['time zone', ({ timezone }) => timezone],
  ['week start', ({ weekStart }) => weekStart],
  ['session timeout', ({ sessions }) => sessions.timeout],
  ['SDK sessions', ({ sessions }) => sessions.honourSdkSessions],
  ['split at midnight', ({ sessions }) => sessions.midnight],
  ['split at a new campaign', ({ sessions }) => sessions.campaignChange],
  ['bounce', ({ sessions }) => sessions.bounce],
  ['identity rules', ({ identity }) => identity.rules],
  ['most ids per person', ({ identity }) => identity.maxIdsPerPerson],
  ['limit of recordings', ({ recordings }) => recordings.limitMb],
];

export function changedSettings(before: WorkspaceSettings, after: WorkspaceSettings): readonly string[] {
  return WORDS.filter(([, read]) => canonicalJson(read(before)) !== canonicalJson(read(after))).map(([words]) => words);
}
