/** What is inside the file: its first rows, its columns, and its rows as events. */
import { useState } from 'react';
import type { ImportGuess } from '../../../shared/contract/commands';
import type { QueryState } from '../../data/use-query';
import { DataTable, type DataColumn } from '../../ui/data-table';
import { ErrorState } from '../../ui/error-state';
import { formatBytes, formatPlural } from '../../ui/number-format';
import { Segmented } from '../../ui/segmented';
import { Skeleton } from '../../ui/skeleton';
import { ColumnCards } from './column-cards';
import { EventsPreview } from './events-preview';
import { countFiles, FileList, type FileListProps, nameOfLooked } from './file-list';
import css from './contents.module.css';
import tones from './tones.module.css';
import type { MappingDraft } from './mapping-draft';
import type { QuickLookState } from './use-quick-look';

export interface FileContentsProps {
  readonly look: QuickLookState;
  readonly draft: MappingDraft;
  readonly engine: QueryState<ImportGuess>;
  /** The mapping is whole. */
  readonly ready: boolean;
  /** What to show at first. */
  readonly first: Part;
  readonly files: FileListProps;
}

type Part = 'rows' | 'columns' | 'events' | 'files';

export function FileContents({ look, draft, engine, ready, first, files }: FileContentsProps) {
  const [part, setPart] = useState<Part>(look.status === 'none' ? 'events' : first);
  const several = countFiles(files) > 1;
  return (
    <section className={css['contents']} aria-label="What is inside">
      <header className={css['contentsHead']}>
        <Segmented
          label="What to look at"
          value={part}
          options={[
            { value: 'rows', label: 'First rows' },
            { value: 'columns', label: 'Columns' },
            { value: 'events', label: 'As events' },
            ...(several ? [{ value: 'files' as const, label: 'Files' }] : []),
          ]}
          onChange={setPart}
        />
        {several && <p className={css['lookedAt']}>{nameOfLooked(files)}</p>}
        <Size look={look} />
      </header>
      {part === 'rows' && <FirstRows look={look} />}
      {part === 'columns' && <ColumnCards look={look} draft={draft} />}
      {part === 'events' && <EventsPreview engine={engine} ready={ready} />}
      {part === 'files' && (
        <FileList
          {...files}
          onLook={(looked) => {
            files.onLook(looked);
            setPart(first);
          }}
        />
      )}
    </section>
  );
}

function Size({ look: { head, status } }: { readonly look: QuickLookState }) {
  if (head === undefined) return null;
  const part = head.readBytes < head.totalBytes;
  return (
    <p className={css['size']}>
      <span className="num">{formatPlural(head.rowCount, 'row')}</span> · {formatPlural(head.columns.length, 'column')}
      {part &&
        (head.readBytes === 0
          ? ' · the first of more'
          : ` · the first ${formatBytes(head.readBytes)} of ${formatBytes(head.totalBytes)}`)}
      {head.broken > 0 && <span className={tones['warn']}> · {formatPlural(head.broken, 'broken line')}</span>}
      {head.hiddenColumns > 0 && ` · ${formatPlural(head.hiddenColumns, 'column')} not shown`}
      {status === 'profiling' && ' · measuring columns…'}
    </p>
  );
}

/** More columns than this are reached in the Columns part. */
const SHOWN_COLUMNS = 60;
type Row = readonly string[];

function FirstRows({ look }: { readonly look: QuickLookState }) {
  if (look.status === 'none') {
    return (
      <p className={css['note']}>
        This file was opened by the desktop, so the engine reads it: see «As events» for what its rows become.
      </p>
    );
  }
  if (look.status === 'failed' && look.head === undefined && look.error !== undefined) {
    return <ErrorState error={look.error} title="No quick look" compact />;
  }
  const { head } = look;
  if (head === undefined) {
    return (
      <div className={css['note']}>
        <Skeleton lines={10} height={16} />
      </div>
    );
  }
  const columns = head.columns.slice(0, SHOWN_COLUMNS).map((name, index): DataColumn<Row> => {
    const longest = Math.max(name.length + 2, ...head.rows.slice(0, 30).map((row) => row[index]?.length ?? 0));
    return {
      id: name,
      header: name,
      width: Math.min(260, Math.max(84, longest * 7.6 + 20)),
      grow: index === head.columns.length - 1,
      render: (row) => <span className={css['cell']}>{row[index]}</span>,
    };
  });
  return (
    <DataTable
      label="First rows"
      columns={columns}
      rowCount={head.rows.length}
      getRow={(index) => head.rows[index]}
      rowHeight={30}
    />
  );
}
