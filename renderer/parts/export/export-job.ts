/** The export at work, one at a time: it goes on while the dialog is closed, and can be given up. */
import { create } from 'zustand';
import type { Result } from '../../../shared/base/result';
import { err, ok } from '../../../shared/base/result';
import type { AppError } from '../../../shared/contract/errors';
import type { ExportAsked, ExportProgress } from '../../../shared/contract/export';
import { openStream } from '../../data/client';
import { openTarget } from '../../data/save-target';
import { closeExport, useExportDialog } from '../../state/export';
import { formatBytes, formatPlural } from '../../ui/number-format';
import { toast } from '../../ui/toast-store';

export type ExportStep = Extract<ExportProgress, { type: 'writing' }>;
export type ExportDone = Extract<ExportProgress, { type: 'done' }>;
export type ExportJob =
  | { readonly status: 'idle' }
  /** `step` is absent until the first word comes. */
  | { readonly status: 'running'; readonly name: string; readonly step?: ExportStep }
  | { readonly status: 'done'; readonly done: ExportDone }
  | { readonly status: 'failed'; readonly error: AppError };

export const useExportJob = create<ExportJob>()(() => ({ status: 'idle' }) as ExportJob);

let running: AbortController | undefined;
const set = (job: ExportJob): void => {
  useExportJob.setState(job, true);
};

/** Has the engine write into the file of the token; resolves when no more will come. */
export type WriteFile = (
  token: string,
  onStep: (step: ExportProgress) => void,
  signal: AbortSignal,
) => Promise<Result<void, AppError>>;

const exporting =
  (asked: FileAsked): WriteFile =>
  (file, onStep, signal) =>
    openStream('export.run', { ...asked, file }, onStep, { signal });

export type FileAsked = Omit<ExportAsked, 'file'>;

/** Asks where to, writes, and hands the file over. Does nothing while another one runs. */
export const startExport = (asked: FileAsked, name: string): Promise<void> => startFile(exporting(asked), name);

/** The same for whatever else the engine writes into a file. */
export async function startFile(write: WriteFile, name: string): Promise<void> {
  if (running !== undefined) {
    toast({
      tone: 'bad',
      title: 'Another file is being written',
      text: 'Wait for it, or give it up: Export shows it.',
    });
    return;
  }
  const own = new AbortController();
  running = own;
  const ended = await intoFile(write, name, own.signal, (step, saved) => {
    if (running === own) set({ status: 'running', name: saved, ...(step === undefined ? {} : { step }) });
  });
  // Given up meanwhile: the next one may be at work already.
  if (running !== own) return;
  running = undefined;
  if (!ended.ok) set({ status: 'failed', error: ended.error });
  else if (ended.value === undefined) set({ status: 'idle' });
  else set({ status: 'done', done: ended.value });
  const { request, follows } = useExportDialog.getState();
  if (request !== undefined || (follows && ended.ok && ended.value !== undefined)) return;
  tell(ended);
  set({ status: 'idle' });
  closeExport();
}

/** Gives the running export up; nothing of it stays. */
export function cancelExport(): void {
  running?.abort();
  running = undefined;
  set({ status: 'idle' });
}

/** Forgets what became of the last one. */
export function clearExport(): void {
  if (running === undefined) set({ status: 'idle' });
}

/** Without a dialog, for what is small: the table of a result. */
export async function saveExport(asked: FileAsked, name: string): Promise<void> {
  tell(await intoFile(exporting(asked), name, new AbortController().signal, () => undefined));
}

/** `undefined`: people changed their mind about where to. */
async function intoFile(
  write: WriteFile,
  name: string,
  signal: AbortSignal,
  onStep: (step: ExportStep | undefined, name: string) => void,
): Promise<Result<ExportDone | undefined, AppError>> {
  const target = await openTarget(name);
  if (!target.ok) return target;
  if (target.value === undefined || signal.aborted) return ok(undefined);
  const { token, deliver, name: saved } = target.value;
  onStep(undefined, saved);
  let done: ExportDone | undefined;
  const ended = await write(
    token,
    (step) => {
      if (step.type === 'done') done = step;
      else onStep(step, saved);
    },
    signal,
  );
  if (!ended.ok) return ended;
  if (done === undefined) return err(CUT_SHORT);
  deliver();
  return ok(done);
}

const CUT_SHORT: AppError = {
  code: 'internal',
  message: 'The export ended before the file was whole, and none was left. Try again.',
};

export const doneWords = ({ rows, bytes }: ExportDone): string => `${formatPlural(rows, 'row')}, ${formatBytes(bytes)}`;

function tell(ended: Result<ExportDone | undefined, AppError>): void {
  if (!ended.ok) toast({ tone: 'bad', title: 'The export failed', text: ended.error.message });
  else if (ended.value !== undefined) {
    toast({ tone: 'good', title: `${ended.value.name} is exported`, text: doneWords(ended.value) });
  }
}
