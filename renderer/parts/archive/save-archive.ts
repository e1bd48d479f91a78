/** The whole workspace into one file. */
import { safeFileName } from '../../../shared/base/file-name';
import { ARCHIVE_EXTENSION } from '../../../shared/contract/archive';
import { call, openStream } from '../../data/client';
import { followFile } from '../../state/export';
import { toast } from '../../ui/toast-store';
import { startFile } from '../export/export-job';

/** Asks where to, and shows how far it is. */
export async function saveArchive(): Promise<void> {
  const info = await call('workspace.info', {});
  if (!info.ok) {
    toast({ tone: 'bad', title: 'The archive could not be begun', text: info.error.message });
    return;
  }
  const day = new Date().toISOString().slice(0, 10);
  followFile();
  await startFile(
    (file, onStep, signal) => openStream('archive.run', { file }, onStep, { signal }),
    safeFileName(`${info.value.name.replaceAll('.', ' ')} ${day}.${ARCHIVE_EXTENSION}`),
  );
}
