/** One import: how far it is, or what came of it. */
import { ArrowLeft, Play, RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import type { ImportEntry } from '../../../shared/contract/commands';
import { actOnImport, importName } from '../../parts/imports';
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { useImports } from '../../state/imports';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorState } from '../../ui/error-state';
import { formatBytes, formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { formatDateTime } from '../../ui/time-format';
import { toast } from '../../ui/toast-store';
import css from './report.module.css';
import { ImportReportSheet } from './import-report-sheet';
import { ImportRunning } from './import-running';

export interface ImportOutcomeProps {
  readonly entry: ImportEntry;
  /** Files that are still to be looked at. */
  readonly next: number;
}

export function ImportOutcome({ entry, next }: ImportOutcomeProps) {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const { id, state, report, error } = entry;
  const ended = state === 'done' || state === 'kept' || state === 'failed';
  return (
    <>
      <PageHeader
        title={importName(entry)}
        meta={`${formatDateTime(entry.startedAt, timezone)}${entry.bytes > 0 ? ` · ${formatBytes(entry.bytes)}` : ''}`}
        actions={
          <>
            {next > 0 && <Button onClick={() => navigate('import')}>{formatPlural(next, 'file')} left</Button>}
            {ended && report !== undefined && <UndoButton entry={entry} />}
            <Button
              variant="ghost"
              icon={ArrowLeft}
              onClick={() => {
                useImports.getState().clear();
                navigate('import');
              }}
            >
              All imports
            </Button>
          </>
        }
      />
      <div className={css['outcome']}>
        {state === 'interrupted' && <Interrupted entry={entry} />}
        {(state === 'waiting' || state === 'running' || state === 'paused' || state === 'stopping') && (
          <ImportRunning entry={entry} />
        )}
        {(state === 'done' || state === 'kept') && report !== undefined && (
          <ImportReportSheet id={id} report={report} kept={state === 'kept'} />
        )}
        {state === 'failed' && error !== undefined && (
          <ErrorState
            error={error}
            title="The import failed; nothing of it was kept"
            actions={<AfterFailure id={id} />}
          />
        )}
      </div>
    </>
  );
}

function AfterFailure({ id }: { readonly id: number }) {
  const hasFiles = useImports((state) => state.begun.has(id));
  return (
    <>
      {hasFiles && (
        <Button
          variant="primary"
          onClick={() => {
            useImports.getState().reopen(id);
            navigate('import');
          }}
        >
          Back to the file
        </Button>
      )}
      <Button
        onClick={() => {
          void actOnImport('import.undo', { id });
          navigate('import');
        }}
      >
        Remove from the list
      </Button>
    </>
  );
}

function Interrupted({ entry: { id } }: { readonly entry: ImportEntry }) {
  return (
    <section className={css['sheet']}>
      <h2>This import was interrupted</h2>
      <p>
        Waymark ended while it was at work. What it had stored is there. Going on stores the rest; taking it back
        removes what it stored.
      </p>
      <div className={css['row']}>
        <Button variant="primary" icon={Play} onClick={() => void actOnImport('import.resume', { id })}>
          Go on
        </Button>
        <Button icon={RotateCcw} onClick={() => void takeBack(id)}>
          Take it back
        </Button>
        <Button icon={X} variant="ghost" onClick={() => void actOnImport('import.cancel', { id, keep: true })}>
          Leave it as it is
        </Button>
      </div>
    </section>
  );
}

async function takeBack(id: number): Promise<void> {
  const answer = await actOnImport('import.cancel', { id, keep: false });
  if (!answer.ok) return;
  toast({ tone: 'good', title: 'Taken back', text: `${formatPlural(answer.value.removed, 'event')} removed.` });
  navigate('import');
}

function UndoButton({ entry }: { readonly entry: ImportEntry }) {
  const [asking, setAsking] = useState(false);
  const handleUndo = async (): Promise<void> => {
    setAsking(false);
    const answer = await actOnImport('import.undo', { id: entry.id });
    if (!answer.ok) return;
    toast({ tone: 'good', title: 'Import undone', text: `${formatPlural(answer.value.removed, 'event')} removed.` });
    navigate('import');
  };
  return (
    <>
      <Button icon={RotateCcw} onClick={() => setAsking(true)}>
        Undo this import
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Undo this import?"
        description={`Removes exactly the ${formatPlural(entry.report?.imported ?? 0, 'event')} that it stored, and its rejects. Events that were there before, or came otherwise, stay. The file can be imported again.`}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Not now</Button>
            <Button variant="danger" onClick={() => void handleUndo()}>
              Undo the import
            </Button>
          </>
        }
      />
    </>
  );
}
