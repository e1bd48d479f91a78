/** `waymark recordings`: how much recordings of the screen take, and taking them out. */
import type { CommandInput } from '../../../shared/contract/commands';
import type { WorkspaceClient } from '../client';
import { printJson, UsageError } from '../terminal';

export interface RecordingOptions {
  /** `SOURCE/ID` each. */
  readonly remove?: readonly string[];
  readonly removePerson?: string;
  /** An ISO time. */
  readonly removeBefore?: string;
  readonly removeAll?: boolean;
}

/** Prints what is stored, or what was taken out, as JSON. */
export async function recordings(options: RecordingOptions, open: () => Promise<WorkspaceClient>): Promise<void> {
  const which = whichOf(options);
  const client = await open();
  try {
    if (which === undefined) printJson(await client.call('recordings.usage', {}));
    else printJson({ removed: await client.call('recordings.remove', which) });
  } finally {
    await client.close();
  }
}

function whichOf({
  remove,
  removePerson,
  removeBefore,
  removeAll,
}: RecordingOptions): CommandInput<'recordings.remove'> | undefined {
  const asked: CommandInput<'recordings.remove'>[] = [];
  if (remove !== undefined) asked.push({ what: 'these', recordings: remove.map(named) });
  if (removePerson !== undefined) asked.push({ what: 'person', person: removePerson });
  if (removeBefore !== undefined) asked.push({ what: 'before', before: timeOf(removeBefore) });
  if (removeAll === true) asked.push({ what: 'all' });
  if (asked.length > 1) throw new UsageError('Say one way of choosing at a time.');
  return asked[0];
}

function named(text: string): { source: string; recording: string } {
  const [, source, recording] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
  if (source !== undefined && recording !== undefined) return { source, recording };
  throw new UsageError(`«${text}» does not name a recording as SOURCE/ID, such as posthog/0190-….`);
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new UsageError(`«${text}» is no time such as 2026-01-31.`);
  return time;
}
