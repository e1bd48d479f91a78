/** Everybody: what the persons come to at the top, each of them below, however many they are. */
import { Download, Search, SearchX, Fingerprint, UsersRound } from 'lucide-react';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { ExportChoice } from '../../../shared/contract/export';
import { PROPERTY_PREFIX } from '../../../shared/contract/export-columns';
import { personColumnSchema } from '../../../shared/model/person';
import { latest, useQuery } from '../../data/use-query';
import { useRowPages } from '../../data/use-row-pages';
import { useWorkspaceInfo } from '../../data/workspace';
import { FilterBuilder } from '../../parts/filter-builder';
import { WorkBanner } from '../../parts/work-banner';
import { openExport, useExportOffer } from '../../state/export';
import { navigate } from '../../state/navigation';
import { usePeopleColumns } from '../../state/people-columns';
import { Button } from '../../ui/button';
import { DataTable, type DataSort } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { formatCount } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { PeopleColumnPicker } from './column-picker';
import { peopleColumns } from './people-columns';
import { PeopleSummary } from './people-summary';
import css from './people.module.css';
import { useListFilter } from './use-list-filter';
import { personRow } from './person-rows';
import { usePersonProperties } from '../../parts/use-person-properties';

export function PeopleList() {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const { columns: shown, properties } = usePeopleColumns();
  const offered = usePersonProperties();
  const { where, find, narrow } = useListFilter();
  const searched = useDeferredValue(find.trim());
  const [sort, setSort] = useState<DataSort>({ column: 'lastSeen', descending: true });
  const scope = {
    ...(searched === '' ? {} : { search: searched }),
    ...(where === undefined ? {} : { where }),
  };
  const summary = useQuery('people.summary', scope);
  const column = personColumnSchema.safeParse(sort.column);
  const question = {
    ...scope,
    orderBy: { column: column.success ? column.data : sort.column, descending: sort.descending },
    ...(properties.length === 0 ? {} : { properties: [...properties] }),
  };
  const exported: ExportChoice = {
    what: 'persons',
    ...scope,
    orderBy: question.orderBy,
    columns: [...shown, ...properties.map((key) => PROPERTY_PREFIX + key)],
  };
  useExportOffer(exported);
  const pages = useRowPages('people.table', question);
  const columns = useMemo(() => peopleColumns(shown, properties, timezone), [shown, properties, timezone]);
  const total = latest(summary)?.count;
  const length = total ?? pages.knownRows;
  const { at } = pages;
  const getRow = useCallback(
    (index: number) => {
      const found = at(index);
      return found === undefined ? undefined : personRow(found.table, found.index);
    },
    [at],
  );
  const narrowed = searched !== '' || where !== undefined;

  return (
    <>
      <PageHeader
        title="People"
        meta={total === undefined ? undefined : <span className="num">{formatCount(total)}</span>}
        actions={
          <Button
            icon={Fingerprint}
            onClick={() => {
              navigate('identity');
            }}
          >
            Identity
          </Button>
        }
      />
      <WorkBanner />
      <Toolbar label="Whom to show">
        <TextField
          label="Find people"
          hideLabel
          placeholder="Id, name or e-mail…"
          icon={Search}
          value={find}
          onChange={(text) => {
            narrow({ find: text });
          }}
          className={css['search']}
        />
        <FilterBuilder
          segments
          label="People"
          value={where}
          onChange={(next) => {
            narrow({ where: next });
          }}
          properties={offered}
        />
        <ToolbarSpacer />
        <IconButton
          icon={Download}
          label="Export these people"
          disabled={length === 0}
          onClick={() => {
            openExport({ choice: exported });
          }}
        />
        <PeopleColumnPicker keys={offered.keys} />
      </Toolbar>
      <PeopleSummary summary={summary} />
      <div className={css['list']}>
        {pages.status === 'failed' && pages.error !== undefined && (
          <ErrorState error={pages.error} title="The people cannot be shown" onRetry={pages.refetch} />
        )}
        {pages.status === 'loading' && (
          <div className={css['loading']}>
            <Skeleton lines={8} height={16} />
          </div>
        )}
        {pages.status === 'ready' && length === 0 && (
          <Nothing
            narrowed={narrowed}
            onClear={() => {
              narrow({ find: '', where: undefined });
            }}
          />
        )}
        {pages.status === 'ready' && length > 0 && (
          <DataTable
            label="People"
            columns={columns}
            rowCount={length}
            getRow={getRow}
            onVisible={pages.show}
            sort={sort}
            onSort={setSort}
            onRowClick={(row) => {
              navigate('people', { person: row.text('person') });
            }}
          />
        )}
      </div>
    </>
  );
}

function Nothing({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }) {
  if (narrowed) {
    return (
      <EmptyState
        icon={SearchX}
        title="Nobody matches"
        text="No person’s ids, name or e-mail contain that text under these conditions."
        actions={<Button onClick={onClear}>Show everybody</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={UsersRound}
      title="Nobody yet"
      text="People are put together from the ids that events carry: the devices somebody used, and who they turned out to be."
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
