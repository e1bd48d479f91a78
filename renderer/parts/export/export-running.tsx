/** The export at work, and what became of it. Closing the dialog lets it go on; the end is then told in the corner. */
import { CircleCheck } from 'lucide-react';
import { desktopBridge } from '../../data/upload';
import { closeExport } from '../../state/export';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatBytes, formatCount } from '../../ui/number-format';
import { Progress } from '../../ui/progress';
import css from './export-dialog.module.css';
import { cancelExport, clearExport, doneWords, type ExportJob, type ExportStep } from './export-job';

export interface ExportRunningProps {
  readonly job: Extract<ExportJob, { status: 'running' | 'done' }>;
}

export function ExportRunning({ job }: ExportRunningProps) {
  const close = (): void => {
    closeExport();
    clearExport();
  };
  const isDone = job.status === 'done';
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={isDone ? 'Exported' : `Exporting ${job.name}`}
      width={460}
      footer={
        isDone ? (
          <Button variant="primary" onClick={close}>
            Close
          </Button>
        ) : (
          <>
            <Button onClick={cancelExport}>Cancel the export</Button>
            <Button variant="primary" onClick={close}>
              Go on in the background
            </Button>
          </>
        )
      }
    >
      {job.status === 'done' ? (
        <div className={css['done']} role="status">
          <CircleCheck aria-hidden size={20} />
          <div>
            <p className={css['doneName']}>{job.done.name}</p>
            <p className={css['hint']}>
              {doneWords(job.done)}
              {desktopBridge() === undefined && ' · in your browser’s downloads'}
            </p>
          </div>
        </div>
      ) : (
        <div className={css['running']}>
          <Progress label="Exported" value={job.step?.share} />
          <p className={css['hint']} role="status">
            {stepWords(job.step)}
          </p>
        </div>
      )}
    </Dialog>
  );
}

function stepWords(step: ExportStep | undefined): string {
  if (step === undefined) return 'Looking for the rows…';
  const rows = step.rows === undefined ? '' : `${formatCount(step.rows)} rows · `;
  return `${rows}${formatBytes(step.bytes)} written`;
}
