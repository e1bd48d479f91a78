/** How far a restore is, and the way into the workspace that came of it. */
import { CircleCheck } from 'lucide-react';
import { desktopBridge } from '../../data/upload';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorState } from '../../ui/error-state';
import { formatCount, formatPlural } from '../../ui/number-format';
import { Progress } from '../../ui/progress';
import css from '../export/export-dialog.module.css';
import { endRestore, useRestoreJob, type RestoreJob } from './restore-job';

export function RestoreDialog() {
  const job = useRestoreJob();
  if (job.status === 'idle') return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) endRestore();
      }}
      title={titleOf(job)}
      width={460}
      footer={
        <>
          <Button onClick={endRestore}>{job.status === 'running' ? 'Cancel the restore' : 'Close'}</Button>
          {job.status === 'done' && (
            <Button
              variant="primary"
              onClick={() => {
                void desktopBridge()?.openRestored(job.folder);
              }}
            >
              Restart with this workspace
            </Button>
          )}
        </>
      }
    >
      {job.status === 'running' && (
        <div className={css['running']}>
          <Progress label="Restored" value={job.step?.share} />
          <p className={css['hint']} role="status">
            {job.step?.type === 'restoring' ? 'Storing the rows…' : 'Checking every byte…'}
          </p>
        </div>
      )}
      {job.status === 'done' && (
        <div className={css['done']} role="status">
          <CircleCheck aria-hidden size={20} />
          <div>
            <p className={css['doneName']}>{job.done.name}</p>
            <p className={css['hint']}>
              {formatCount(job.done.events)} events, {formatPlural(job.done.documents, 'document')}, as it was on{' '}
              {job.done.createdAt.slice(0, 10)}
            </p>
          </div>
        </div>
      )}
      {job.status === 'failed' && <ErrorState compact title="Nothing was restored" error={job.error} />}
    </Dialog>
  );
}

function titleOf(job: Exclude<RestoreJob, { status: 'idle' }>): string {
  if (job.status === 'running') return `Restoring ${job.name}`;
  return job.status === 'done' ? 'Restored' : 'The archive cannot be restored';
}
