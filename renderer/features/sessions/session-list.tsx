/** All sessions: what they come to at the top, how they are spread below it, and each of them. */
import { Columns3, Download, ListTree, Search, SearchX, UserRound } from 'lucide-react';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { ExportChoice } from '../../../shared/contract/export';
import { SESSION_COLUMNS, sessionColumnSchema, type SessionColumn } from '../../../shared/model/session';
import { latest, useQuery, useTable } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { usePropertyItems } from '../../parts/catalog';
import { FilterBuilder } from '../../parts/filter-builder';
import { NarrowedTo } from '../../parts/narrowed-to';
import { openExport, useExportOffer } from '../../state/export';
import { navigate } from '../../state/navigation';
import { useSessionColumns } from '../../state/session-columns';
import { Button } from '../../ui/button';
import type { ColumnLayout } from '../../ui/column-grip';
import { DataTable, type DataSort } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { Menu } from '../../ui/menu';
import { formatCount } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import { Toolbar } from '../../ui/toolbar';
import { heldColumns } from './charts/brush-model';
import { SessionCharts } from './charts/session-charts';
import { useThrottled } from './charts/use-throttled';
import { COLUMN_WORDS, sessionColumns } from './session-columns';
import { sessionRows, silenceBefore, textOf } from './session-rows';
import { SessionsSummary } from './sessions-summary';
import css from './sessions.module.css';
import { chartFilter, tableFilter, useListScope } from './use-list-scope';

const FIRST_ROWS = 1000;
const MOST_ROWS = 200_000;
const ALL = Object.keys(SESSION_COLUMNS) as SessionColumn[];
/** How often the table follows a brush that is being dragged, ms. */
const TABLE_MS = 140;

const within = <Where,>(person: string | undefined, where: Where | undefined) => ({
  ...(person === undefined ? {} : { person }),
  ...(where === undefined ? {} : { where }),
});

export function SessionList() {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const scope = useListScope();
  const { person, find, where, brushes, problem, change } = scope;
  const properties = usePropertyItems(undefined, 'session');
  const searched = useDeferredValue(find);
  const [sort, setSort] = useState<DataSort>({ column: 'start', descending: true });
  const [limit, setLimit] = useState(FIRST_ROWS);
  const narrowing = useThrottled(brushes, TABLE_MS);
  const asked = { ...scope, find: searched };
  const rowScope = within(person, tableFilter(asked, narrowing));
  const summary = useQuery('sessions.summary', rowScope);
  const table = useTable('sessions.table', {
    ...rowScope,
    orderBy: { column: sessionColumnSchema.parse(sort.column), descending: sort.descending },
    limit,
  });
  const exported: ExportChoice = {
    what: 'sessions',
    ...rowScope,
    orderBy: { column: sort.column, descending: sort.descending },
  };
  useExportOffer(exported);
  const arrow = latest(table);
  const rows = useMemo(() => (arrow === undefined ? undefined : sessionRows(arrow)), [arrow]);
  const narrowedWithin = searched !== '' || where !== undefined || heldColumns(narrowing).length > 0;
  // Only where the rows are all sessions of one person by time does the row beside tell of the silence.
  const neighbourly = person !== undefined && !narrowedWithin && sort.column === 'start' ? rows : undefined;
  const silenceMs = useCallback(
    (index: number) => (neighbourly === undefined ? undefined : silenceBefore(neighbourly, index, sort.descending)),
    [neighbourly, sort.descending],
  );
  const { columns, layout } = useColumns(timezone, silenceMs);
  const total = latest(summary)?.count;
  const length = rows?.length ?? 0;
  const loadMore = useCallback(() => {
    if (length >= limit) setLimit(Math.min(limit * 4, MOST_ROWS));
  }, [length, limit]);
  const narrowed = person !== undefined || searched !== '' || where !== undefined || heldColumns(brushes).length > 0;

  return (
    <>
      <PageHeader
        title="Sessions"
        meta={total === undefined ? undefined : <span className="num">{formatCount(total)}</span>}
      />
      <Toolbar label="What to show">
        <TextField
          label="Find sessions"
          hideLabel
          placeholder="Person, page, referrer, device…"
          icon={Search}
          value={find}
          onChange={(text) => {
            change({ find: text });
          }}
          className={css['search']}
        />
        {person !== undefined && (
          <NarrowedTo
            icon={UserRound}
            clear="Sessions of everybody"
            onClear={() => {
              change({ person: undefined });
            }}
          >
            {person}
          </NarrowedTo>
        )}
        <div className={css['filters']}>
          <FilterBuilder
            segments
            label="Conditions on sessions"
            value={where}
            properties={properties}
            onChange={(next) => {
              change({ where: next });
            }}
          />
        </div>
        <IconButton
          icon={Download}
          label="Export these sessions"
          disabled={total === 0}
          onClick={() => {
            openExport({ choice: exported });
          }}
        />
        <ColumnsMenu />
      </Toolbar>
      {problem !== undefined && (
        <p role="alert" className={css['problem']}>
          {problem}
        </p>
      )}
      {(narrowed || total !== 0) && (
        <>
          <SessionsSummary summary={summary} />
          <SessionCharts
            scope={within(person, chartFilter(asked))}
            brushes={brushes}
            onBrushes={(next) => {
              change({ brushes: next });
            }}
            timezone={timezone}
          />
        </>
      )}
      <div className={css['list']}>
        {rows === undefined && table.status === 'failed' && <ErrorState error={table.error} onRetry={table.refetch} />}
        {rows === undefined && table.status !== 'failed' && (
          <div className={css['loading']}>
            <Skeleton lines={8} height={16} />
          </div>
        )}
        {rows !== undefined && length === 0 && (
          <Nothing
            narrowed={narrowed}
            person={person}
            onClear={() => {
              change({ person: undefined, find: '', where: undefined, brushes: {} });
            }}
          />
        )}
        {rows !== undefined && length > 0 && (
          <DataTable
            label="Sessions"
            columns={columns}
            layout={layout}
            rowCount={length}
            getRow={rows.at}
            rowKey={(row) => textOf(row, 'id')}
            sort={sort}
            onSort={setSort}
            onEndReached={loadMore}
            onRowClick={(row) => {
              navigate('sessions', {
                session: textOf(row, 'id'),
                ...(person === undefined ? {} : { person }),
              });
            }}
          />
        )}
      </div>
    </>
  );
}

const asColumn = (id: string | undefined): SessionColumn | undefined => sessionColumnSchema.safeParse(id).data;

/** The columns as remembered, and how their headers change them. */
function useColumns(timezone: string, silenceMs: (index: number) => number | undefined) {
  const { columns: shown, widths, resize, move } = useSessionColumns();
  const columns = useMemo(
    () => sessionColumns(shown, widths, timezone, silenceMs),
    [shown, widths, timezone, silenceMs],
  );
  const layout = useMemo((): ColumnLayout => {
    return {
      onResize: (id, width) => {
        const column = asColumn(id);
        if (column) resize(column, width);
      },
      onMove: (id, before) => {
        const column = asColumn(id);
        if (column) move(column, asColumn(before));
      },
    };
  }, [resize, move]);
  return { columns, layout };
}

function ColumnsMenu() {
  const { columns: shown, toggle, reset } = useSessionColumns();
  return (
    <Menu
      align="end"
      trigger={<Button icon={Columns3}>Columns</Button>}
      items={[
        ...ALL.map((column) => ({
          type: 'check' as const,
          label: COLUMN_WORDS[column],
          checked: shown.includes(column),
          onSelect: () => {
            toggle(column);
          },
        })),
        { type: 'separator' },
        { label: 'The usual columns', onSelect: reset },
      ]}
    />
  );
}

interface NothingProps {
  readonly narrowed: boolean;
  readonly person: string | undefined;
  readonly onClear: () => void;
}

function Nothing({ narrowed, person, onClear }: NothingProps) {
  if (narrowed) {
    return (
      <EmptyState
        icon={SearchX}
        title="No session matches"
        text={
          person === undefined
            ? 'No session meets the text, the conditions and the brushes together.'
            : `No session is stored under ${person}. The id may belong to a person who is known by another one.`
        }
        actions={<Button onClick={onClear}>Show all sessions</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={ListTree}
      title="No sessions yet"
      text="Sessions are put together from events as they come in: a new one begins after half an hour of silence."
      actions={
        <Button
          variant="primary"
          onClick={() => {
            navigate('welcome');
          }}
        >
          Get data in
        </Button>
      }
    />
  );
}
