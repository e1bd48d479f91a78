/** The files that are opened together, or lie in an archive: how large, what they are; one of them is looked at. */
import type { ImportMembers } from '../../../shared/contract/commands';
import type { Container } from '../../../shared/formats/import-map';
import type { FileToImport } from '../../state/imports';
import { Badge } from '../../ui/badge';
import { DataTable, type DataColumn } from '../../ui/data-table';
import { formatBytes, formatPlural } from '../../ui/number-format';
import css from './contents.module.css';
import tones from './tones.module.css';
import type { Looked } from './use-quick-look';

export interface FileListProps {
  readonly batch: readonly FileToImport[];
  /** Files of another shape that wait. */
  readonly later: number;
  /** Of the file that is looked at; undefined while they are not known. */
  readonly members: ImportMembers | undefined;
  readonly looked: Looked;
  readonly onLook: (looked: Looked) => void;
}

const KINDS: Record<Container, string> = {
  csv: 'CSV',
  jsonl: 'JSON lines',
  json: 'JSON',
  parquet: 'Parquet',
  arrow: 'Arrow',
};

interface Item {
  readonly name: string;
  readonly size: number;
  readonly kind: string;
  readonly problem?: string | undefined;
  readonly looked: Looked;
  readonly isShown: boolean;
}

const isOneArchive = ({ batch, members }: FileListProps): boolean => batch.length === 1 && members?.isArchive === true;

export const countFiles = (files: FileListProps): number =>
  isOneArchive(files) ? (files.members?.members.length ?? 0) : files.batch.length;

/** What is looked at, without its folders. */
export function nameOfLooked(files: FileListProps): string {
  const name = itemsOf(files).find(({ isShown }) => isShown)?.name ?? '';
  return name.slice(name.lastIndexOf('/') + 1);
}

function itemsOf(files: FileListProps): readonly Item[] {
  const { batch, members, looked } = files;
  if (!isOneArchive(files)) {
    return batch.map(({ name, size }, index) => ({
      name,
      size,
      kind: '',
      looked: { index },
      isShown: index === looked.index,
    }));
  }
  const known = members?.members ?? [];
  // The engine takes the first that can be read.
  const shown = looked.member ?? known.findIndex(({ problem }) => problem === undefined);
  return known.map(({ name, size, container, problem }, member) => ({
    name,
    size,
    kind: container === undefined ? '' : KINDS[container],
    problem,
    looked: { index: 0, member },
    isShown: member === shown,
  }));
}

const COLUMNS: readonly DataColumn<Item>[] = [
  {
    id: 'name',
    header: 'File',
    width: 260,
    grow: true,
    render: ({ name, isShown }) => (
      <span className={css['fileName']}>
        <span className={css['cell']}>{name}</span>
        {isShown && <Badge tone="accent">shown</Badge>}
      </span>
    ),
  },
  {
    id: 'kind',
    header: 'What it is',
    width: 280,
    render: ({ name, kind, problem }) =>
      problem === undefined ? (
        kind
      ) : (
        <span className={tones['warn']} title={problem}>
          Left out: it {problem.startsWith(`${name} `) ? problem.slice(name.length + 1) : problem}
        </span>
      ),
  },
  { id: 'size', header: 'Size', width: 100, align: 'right', render: ({ size }) => formatBytes(size) },
];

export function FileList(props: FileListProps) {
  const items = itemsOf(props);
  const { members, later, onLook } = props;
  const hidden = isOneArchive(props) ? (members?.total ?? 0) - items.length : 0;
  const columns = items.some(({ kind, problem }) => kind !== '' || problem !== undefined)
    ? COLUMNS
    : COLUMNS.filter(({ id }) => id !== 'kind');
  return (
    <>
      <DataTable
        label="Files"
        columns={columns}
        rowCount={items.length}
        getRow={(index) => items[index]}
        rowHeight={32}
        selected={items.findIndex(({ isShown }) => isShown)}
        onRowClick={({ looked, problem }) => {
          if (problem === undefined) onLook(looked);
        }}
      />
      {(hidden > 0 || later > 0) && (
        <p className={css['moreFiles']}>
          {[
            ...(hidden > 0 ? [`${formatPlural(hidden, 'more file')} in the archive`] : []),
            ...(later > 0 ? [`${formatPlural(later, 'file')} of another shape after this`] : []),
          ].join(' · ')}
        </p>
      )}
    </>
  );
}
