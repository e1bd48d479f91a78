/** The import as it runs, and what came of it. */
import { CircleCheck, FileInput, Filter, ListTree, Radio, X } from 'lucide-react';
import type { ImportReport } from '../../../shared/contract/commands';
import { fileImport, type ImportState, type ProgressStep } from '../../data/import-job';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { ErrorState } from '../../ui/error-state';
import { formatCompact, formatCount, formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Progress } from '../../ui/progress';
import { Stat } from '../../ui/stat';
import { formatDay, formatDuration } from '../../ui/time-format';
import css from './import.module.css';

export interface ImportOutcomeProps {
  readonly job: Exclude<ImportState, { status: 'idle' }>;
  /** Files that are still to be looked at. */
  readonly next: number;
}

const clear = (): void => {
  fileImport.clear();
};

export function ImportOutcome({ job, next }: ImportOutcomeProps) {
  return (
    <>
      <PageHeader title={job.what} meta={<span>{job.status === 'running' ? 'Importing' : 'Import'}</span>} />
      <div className={css['outcome']}>
        {job.status === 'running' && <Running progress={job.progress} />}
        {job.status === 'done' && <Done report={job.report} next={next} />}
        {job.status === 'failed' && (
          <ErrorState
            error={job.error}
            title="The import failed"
            actions={
              <Button variant="primary" onClick={clear}>
                {next > 0 ? 'Back to the file' : 'Done'}
              </Button>
            }
          />
        )}
      </div>
    </>
  );
}

const PHASES = { reading: 'Reading rows', storing: 'Storing events', indexing: 'Building sessions and sequences' };

function Running({ progress }: { readonly progress: ProgressStep | undefined }) {
  return (
    <section className={css['sheet']} aria-live="polite">
      <h2>{progress === undefined ? 'Starting…' : PHASES[progress.phase]}</h2>
      <Progress label="Import" value={progress?.share} />
      <div className={css['running']}>
        <span className="num">
          {progress === undefined
            ? ' '
            : `${formatCount(progress.rows)} rows · ${formatCompact(progress.rowsPerSecond)} per second`}
        </span>
        <span className="num">{progress === undefined ? '' : `${Math.floor(progress.share * 100)} %`}</span>
      </div>
      <p className={css['quiet']}>
        You can look at other views meanwhile. Cancelling takes everything of this import back.
      </p>
      <div className={css['row']}>
        <Button
          icon={X}
          onClick={() => {
            fileImport.cancel();
          }}
        >
          Cancel
        </Button>
      </div>
    </section>
  );
}

function Done({ report, next }: { readonly report: ImportReport; readonly next: number }) {
  const go = (view: string, params: Record<string, string> = {}): void => {
    fileImport.clear();
    navigate(view, params);
  };
  return (
    <section className={css['sheet']}>
      <h2 className={css['doneTitle']}>
        <CircleCheck aria-hidden size={20} className={css['good']} />
        {report.imported > 0 ? `${formatPlural(report.imported, 'event')} imported` : 'Nothing new was imported'}
      </h2>
      <p className={css['quiet']}>
        {formatPlural(report.rows, 'row')} in {formatDuration(report.elapsedMs / 1000)}
        {report.elapsedMs > 0 && `, ${formatCompact(report.rows / (report.elapsedMs / 1000))} per second`}.
      </p>
      <div className={css['stats']}>
        <Stat label="Imported" value={formatCount(report.imported)} />
        <Stat label="Already there" value={formatCount(report.duplicates)} />
        <Stat label="Left out" value={formatCount(report.skipped)} />
        <Stat label="Rejected" value={formatCount(report.rejected)} />
      </div>
      <p>
        The workspace now holds {formatPlural(report.events, 'event')} of {formatPlural(report.persons, 'person')}
        {report.from !== undefined && report.to !== undefined && `, ${span(report.from, report.to)}`}.
      </p>
      {report.rejects.length > 0 && <Rejects report={report} />}
      <div className={css['row']}>
        {next > 0 && (
          <Button variant="primary" icon={FileInput} onClick={clear}>
            {formatPlural(next, 'file')} left
          </Button>
        )}
        <Button
          variant={next > 0 ? 'secondary' : 'primary'}
          icon={Filter}
          onClick={() => {
            go('funnel');
          }}
        >
          Open a funnel
        </Button>
        <Button
          icon={ListTree}
          onClick={() => {
            go('sessions');
          }}
        >
          Sessions
        </Button>
        <Button
          icon={Radio}
          onClick={() => {
            go('live');
          }}
        >
          Events
        </Button>
      </div>
    </section>
  );
}

function span(from: string, to: string): string {
  const [first, last] = [formatDay(Date.parse(from), 'UTC'), formatDay(Date.parse(to), 'UTC')];
  return first === last ? `all on ${first}` : `from ${first} to ${last}`;
}

function Rejects({ report }: { readonly report: ImportReport }) {
  return (
    <div className={css['rejects']}>
      <h3>Rejected rows</h3>
      <ul>
        {report.rejects.map(({ reason, count, examples }) => (
          <li key={reason}>
            <span>{reason}</span>
            <span className="num">{formatCount(count)}</span>
            <span className={css['lines']}>
              {examples
                .slice(0, 6)
                .map(({ file, line }) => (report.files > 1 ? `${file}:${line}` : `line ${formatCount(line)}`))
                .join(', ')}
              {count > Math.min(6, examples.length) && ' …'}
            </span>
          </li>
        ))}
      </ul>
      <Button
        size="s"
        variant="ghost"
        onClick={() => {
          fileImport.clear();
          navigate('rejects');
        }}
      >
        See them with their text
      </Button>
    </div>
  );
}
