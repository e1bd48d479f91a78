/** An archive on its way back into a workspace: chosen with the desktop's dialogs, followed here, given up on demand. */
import { create } from 'zustand';
import type { RestoreProgress } from '../../../shared/contract/archive';
import type { AppError } from '../../../shared/contract/errors';
import { openStream } from '../../data/client';
import { desktopBridge } from '../../data/upload';
import { toast } from '../../ui/toast-store';

type Done = Extract<RestoreProgress, { type: 'done' }>;
export type RestoreStep = Exclude<RestoreProgress, Done>;
export type RestoreJob =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly name: string; readonly step?: RestoreStep }
  | { readonly status: 'done'; readonly done: Done; readonly folder: string }
  | { readonly status: 'failed'; readonly error: AppError };

export const useRestoreJob = create<RestoreJob>()(() => ({ status: 'idle' }) as RestoreJob);

const set = (job: RestoreJob): void => {
  useRestoreJob.setState(job, true);
};

let running: AbortController | undefined;

export async function restoreArchive(): Promise<void> {
  const bridge = desktopBridge();
  if (bridge === undefined || running !== undefined) return;
  let picked;
  try {
    picked = await bridge.pickArchive();
  } catch (cause) {
    // The desktop's own sentence.
    toast({ tone: 'bad', title: 'The archive cannot be opened', text: cause instanceof Error ? cause.message : '' });
    return;
  }
  if (picked === undefined) return;
  const { file, folder } = picked;
  const own = new AbortController();
  running = own;
  set({ status: 'running', name: file.name });
  let done: Done | undefined;
  const ended = await openStream(
    'archive.restore',
    { file: file.token, folder: folder.token },
    (step) => {
      if (step.type === 'done') done = step;
      else if (running === own) set({ status: 'running', name: file.name, step });
    },
    { signal: own.signal },
  );
  if (running !== own) return;
  running = undefined;
  if (done !== undefined) set({ status: 'done', done, folder: folder.token });
  else set({ status: 'failed', error: ended.ok ? CUT_SHORT : ended.error });
}

const CUT_SHORT: AppError = {
  code: 'internal',
  message: 'The restore ended before the workspace was whole, and nothing of it was left. Try again.',
};

/** Gives it up, where it still runs, and closes the dialog. */
export function endRestore(): void {
  running?.abort();
  running = undefined;
  set({ status: 'idle' });
}
