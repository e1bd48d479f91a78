/** A recording of the screen as JSON lines: its rrweb events in order of time, one a line, as rrweb's player reads them. */
import { type FileHandle, open } from 'node:fs/promises';
import { fail } from '../../../shared/contract/errors';
import type { ExportAsked } from '../../../shared/contract/export';
import { recordingsGet } from '../recordings/questions';
import { throwIfTakenBack } from '../store/taken-back';
import type { ExportParts } from './choose-rows';
import type { Writing } from './write-rows';

const EVENTS_AT_ONCE = 2_000;

/** Gives the number of events. */
export async function writeRecording(
  { readers }: Pick<ExportParts, 'readers'>,
  { recording: named, format }: Pick<ExportAsked, 'recording' | 'format'>,
  path: string,
  onBegin: (writing: Writing) => void,
  signal: AbortSignal,
): Promise<number> {
  const which = named ?? fail('invalid_request', 'Name the recording by its source and id.', { path: 'recording' });
  if (format !== 'jsonl') return fail('invalid_request', 'A recording is exported as JSON lines.', { path: 'format' });
  const file = await open(path, 'wx', 0o600);
  try {
    let written = 0;
    onBegin({ rows: () => written, share: () => undefined });
    let cursor: string | undefined;
    do {
      const from = cursor === undefined ? {} : { cursor };
      const page = await readers.use(
        (connection) => recordingsGet(connection, { ...which, ...from, limit: EVENTS_AT_ONCE }),
        signal,
      );
      await writeLines(file, page.events);
      written += page.events.length;
      cursor = page.nextCursor;
      throwIfTakenBack(signal);
    } while (cursor !== undefined);
    return written;
  } finally {
    await file.close();
  }
}

const writeLines = async (file: FileHandle, events: readonly unknown[]): Promise<void> => {
  await file.writeFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
};
