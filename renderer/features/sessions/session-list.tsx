/** All sessions: what they come to at the top, each of them below. */
import { Columns3, ListTree, Search, SearchX, UserRound, X } from 'lucide-react';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { Filter } from '../../../shared/model/filter';
import { SESSION_COLUMNS, sessionColumnSchema, type SessionColumn } from '../../../shared/model/session';
import { latest, useQuery, useTable } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { navigate } from '../../state/navigation';
import { useSessionColumns } from '../../state/session-columns';
import { Button } from '../../ui/button';
import { DataTable, type DataSort } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { Menu } from '../../ui/menu';
import { formatCount } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { COLUMN_WORDS, sessionColumns } from './session-columns';
import { sessionRows, textOf } from './session-rows';
import { SessionsSummary } from './sessions-summary';
import css from './sessions.module.css';

const FIRST_ROWS = 1000;
const MOST_ROWS = 200_000;
const ALL = Object.keys(SESSION_COLUMNS) as SessionColumn[];
const SEARCHED: readonly SessionColumn[] = ['person', 'entryPage', 'exitPage', 'referrer', 'browser', 'os', 'device'];

/** Sessions in which one of the searched columns contains the text. */
function textFilter(text: string): Filter | undefined {
  if (text === '') return undefined;
  return { any: SEARCHED.map((column) => ({ property: `session.${column}`, op: 'contains', value: text })) };
}

export function SessionList({ person }: { readonly person: string | undefined }) {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const { columns: shown, toggle, reset } = useSessionColumns();
  const [text, setText] = useState('');
  const searched = useDeferredValue(text.trim());
  const [sort, setSort] = useState<DataSort>({ column: 'start', descending: true });
  const [limit, setLimit] = useState(FIRST_ROWS);
  const where = textFilter(searched);
  const scope = { ...(person === undefined ? {} : { person }), ...(where === undefined ? {} : { where }) };
  const summary = useQuery('sessions.summary', scope);
  const table = useTable('sessions.table', {
    ...scope,
    orderBy: { column: sessionColumnSchema.parse(sort.column), descending: sort.descending },
    limit,
  });
  const arrow = latest(table);
  const rows = useMemo(() => (arrow === undefined ? undefined : sessionRows(arrow)), [arrow]);
  const columns = useMemo(() => sessionColumns(shown, timezone), [shown, timezone]);
  const total = latest(summary)?.count;
  const length = rows?.length ?? 0;
  const loadMore = useCallback(() => {
    if (length >= limit) setLimit(Math.min(limit * 4, MOST_ROWS));
  }, [length, limit]);
  const narrowed = person !== undefined || searched !== '';

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
          value={text}
          onChange={setText}
          className={css['search']}
        />
        {person !== undefined && (
          <span className={css['chip']}>
            <UserRound aria-hidden size={13} />
            <span className={css['chipText']}>{person}</span>
            <IconButton
              icon={X}
              size="s"
              label="Sessions of everybody"
              onClick={() => {
                navigate('sessions');
              }}
            />
          </span>
        )}
        <ToolbarSpacer />
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
      </Toolbar>
      <SessionsSummary summary={summary} />
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
              setText('');
              navigate('sessions');
            }}
          />
        )}
        {rows !== undefined && length > 0 && (
          <DataTable
            label="Sessions"
            columns={columns}
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
            ? 'Nothing in person, pages, referrer, browser, system or device contains that text.'
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
