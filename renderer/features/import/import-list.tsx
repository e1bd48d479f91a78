/** Every import of the workspace: when, which files, what came of it. */
import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  FileInput,
  FolderOpen,
  History,
  type LucideIcon,
} from 'lucide-react';
import type { ImportEntry } from '../../../shared/contract/commands';
import { importName, isUnderWay } from '../../parts/imports';
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { chooseFiles } from '../../parts/choose-files';
import { navigate } from '../../state/navigation';
import { warmQuickLook } from '../../workers/quicklook/client';
import { Button } from '../../ui/button';
import { cx } from '../../ui/cx';
import { EmptyState } from '../../ui/empty-state';
import { formatBytes, formatCount, formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Progress } from '../../ui/progress';
import { formatDateTime } from '../../ui/time-format';
import css from './import-list.module.css';

const open = (): void => {
  warmQuickLook();
  void chooseFiles();
};

export function ImportList({ entries }: { readonly entries: readonly ImportEntry[] | undefined }) {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  if (entries === undefined) return <PageHeader title="Import" />;
  return (
    <>
      <PageHeader
        title="Import"
        meta={entries.length === 0 ? undefined : formatPlural(entries.length, 'import')}
        actions={
          entries.length === 0 ? undefined : (
            <Button variant="primary" icon={FolderOpen} onClick={open}>
              Open files
            </Button>
          )
        }
      />
      {entries.length === 0 ? (
        <div className={css['nothing']}>
          <EmptyState
            icon={FileInput}
            title="No file is open"
            text="Drop exports of PostHog, Segment, Mixpanel, Amplitude and others, CSV, JSON or Parquet anywhere on the window, packed or not. You see what is inside before anything is imported."
            actions={
              <Button variant="primary" icon={FolderOpen} onClick={open}>
                Open files
              </Button>
            }
          />
        </div>
      ) : (
        <ul className={css['list']} aria-label="Imports">
          {entries.map((entry) => (
            <li key={entry.id}>
              <Entry entry={entry} timezone={timezone} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const ICONS: Record<ImportEntry['state'], LucideIcon> = {
  waiting: CircleDashed,
  running: CircleDashed,
  paused: CirclePause,
  stopping: CircleDashed,
  interrupted: History,
  done: CircleCheck,
  kept: CirclePause,
  failed: CircleX,
};
const TONES: Partial<Record<ImportEntry['state'], string>> = { done: 'good', failed: 'bad', interrupted: 'warn' };

function Entry({ entry, timezone }: { readonly entry: ImportEntry; readonly timezone: string }) {
  const Icon = ICONS[entry.state];
  const { report, step } = entry;
  return (
    <button
      type="button"
      className={css['entry']}
      onClick={() => {
        navigate('import', { import: String(entry.id) });
      }}
    >
      <Icon aria-hidden size={18} strokeWidth={1.8} className={cx(css['state'], css[TONES[entry.state] ?? 'plain'])} />
      <span className={css['name']}>{importName(entry)}</span>
      <span className={css['when']}>
        {formatDateTime(entry.startedAt, timezone)}
        {entry.bytes > 0 && ` · ${formatBytes(entry.bytes)}`}
      </span>
      <span className={css['what']}>
        {STATE_WORDS[entry.state]}
        {report !== undefined && figuresOf(report)}
        {entry.error !== undefined && entry.error.message}
        {step !== undefined && `${Math.floor(step.share * 100)} % · ${formatCount(step.rows)} rows`}
      </span>
      {isUnderWay(entry) && (
        <span className={css['bar']}>
          <Progress label={importName(entry)} value={step?.share} />
        </span>
      )}
    </button>
  );
}

const STATE_WORDS: Record<ImportEntry['state'], string> = {
  waiting: 'Waits for the one before it. ',
  running: '',
  paused: 'Paused at ',
  stopping: 'Stopping… ',
  interrupted: 'Interrupted: go on with it, or take it back.',
  done: '',
  kept: 'Cancelled, kept: ',
  failed: '',
};

function figuresOf(report: NonNullable<ImportEntry['report']>): string {
  const parts = [
    `${formatPlural(report.rows, 'row')}, ${formatPlural(report.imported, 'event')}`,
    ...(report.duplicates > 0 ? [`${formatCount(report.duplicates)} already there`] : []),
    ...(report.rejected > 0 ? [`${formatCount(report.rejected)} rejected`] : []),
    ...(report.problems === undefined ? [] : [`${formatPlural(report.problems.length, 'file')} not read`]),
  ];
  return parts.join(' · ');
}
