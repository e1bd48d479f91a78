/**
 * The Events view: what was stored, event by event, within days and under conditions, however much it is. Its question is
 * an insight of the kind `events`: it stands in the address, is saved, undone and asked on the command line like others.
 */
import { Rows3, SearchX } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { WorkspaceInfo } from '../../../shared/contract/commands';
import {
  EVENT_COLUMNS,
  type EventColumn,
  eventsSpecSchema,
  type EventsSpec,
} from '../../../shared/insights/tables/spec';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { usePropertyItems } from '../../parts/catalog';
import { ColumnPicker, type ColumnChoice } from '../../parts/column-picker';
import { EventDrawer } from '../../parts/event-details/event-drawer';
import { WaysOn } from '../../parts/event-details/ways-on';
import { FilterBuilder } from '../../parts/filter-builder';
import { InsightPage, Pending } from '../../parts/insight-page';
import { ResultSentence } from '../../parts/insight-report';
import { RangePicker } from '../../parts/range-picker';
import { useSpec, type SpecEditor } from '../../parts/use-spec';
import { Button } from '../../ui/button';
import { cx } from '../../ui/cx';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { formatCount, formatPlural } from '../../ui/number-format';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { MOST_COLUMNS, shownColumns, toggleColumn } from './asked-columns';
import { EVENT_COLUMN_WORDS, eventColumns } from './event-columns';
import css from './events.module.css';
import { MOST_ROWS, useEventPages, type EventPages } from './use-event-pages';

const NOTHING_YET = {
  title: 'No events yet',
  text: 'Point an SDK at the collector, open a file, or load the sample product. Every event that is stored is listed here.',
};

const USUAL: EventsSpec = { kind: 'events' };
const usual = (): EventsSpec => USUAL;

export function EventsView() {
  const info = latest(useWorkspaceInfo());
  const state = useSpec('events', eventsSpecSchema, usual);
  const pages = useEventPages(state.spec);
  const [open, setOpen] = useState<number>();
  const page = { answer: pages.answer, loading: pages.query.status === 'loading', failed: undefined };
  return (
    <>
      <InsightPage
        title="Events"
        noun="list of events"
        icon={Rows3}
        state={info?.events === 0 ? { ...state, spec: undefined } : state}
        {...page}
        nothing={info?.events === 0 ? NOTHING_YET : undefined}
      >
        {(spec) => (
          <>
            <EventsToolbar spec={spec} state={state} />
            {pages.query.status === 'failed' ? (
              <ErrorState
                title="These events cannot be listed"
                error={pages.query.error}
                onRetry={pages.query.refetch}
              />
            ) : (
              <EventList spec={spec} pages={pages} info={info} edit={state.edit} open={open} onOpen={setOpen} />
            )}
          </>
        )}
      </InsightPage>
      <OpenEvent
        eid={open}
        timezone={info?.timezone ?? 'UTC'}
        onClose={() => {
          setOpen(undefined);
        }}
      />
    </>
  );
}

function EventsToolbar({ spec, state }: { readonly spec: EventsSpec; readonly state: SpecEditor<EventsSpec> }) {
  const { edit } = state;
  return (
    <Toolbar label="What to list">
      <RangePicker
        value={spec.range}
        onChange={(range) => {
          edit({ ...spec, range });
        }}
      />
      <FilterBuilder
        behaviours
        label="Conditions"
        addLabel="Condition"
        value={spec.where}
        onChange={(where) => {
          edit({ ...spec, where });
        }}
      />
      <ToolbarSpacer />
      <EventColumnPicker spec={spec} edit={edit} />
    </Toolbar>
  );
}

const OWN = (Object.keys(EVENT_COLUMNS) as EventColumn[])
  .filter((column) => column !== 'eid')
  .map((id): ColumnChoice => ({ id, label: EVENT_COLUMN_WORDS[id] }));

interface EditProps {
  readonly spec: EventsSpec;
  readonly edit: SpecEditor<EventsSpec>['edit'];
}

function EventColumnPicker({ spec, edit }: EditProps) {
  const { items } = usePropertyItems();
  const shown = shownColumns(spec);
  const choices = items
    .filter(({ value }) => value.startsWith('properties.') || value.startsWith('properties['))
    .map(({ value, label }): ColumnChoice => ({ id: value, label }));
  return (
    <ColumnPicker
      own={{ title: 'Of every event', choices: OWN }}
      properties={{ title: 'Event properties', choices, none: 'No event has properties yet.' }}
      chosen={new Set(shown)}
      onToggle={(column) => {
        edit(toggleColumn(spec, column));
      }}
      onReset={() => {
        const { columns: _columns, ...rest } = spec;
        edit(rest);
      }}
      note={shown.length >= MOST_COLUMNS - 1 ? `At most ${MOST_COLUMNS - 1} columns` : ''}
    />
  );
}

interface EventListProps extends EditProps {
  readonly pages: EventPages;
  readonly info: WorkspaceInfo | undefined;
  /** The number of the open event. */
  readonly open: number | undefined;
  readonly onOpen: (eid: number) => void;
}

function EventList({ spec, pages, info, edit, open, onOpen }: EventListProps) {
  const timezone = spec.timezone ?? info?.timezone ?? 'UTC';
  const { answer, rows, newer, failure } = pages;
  const names = useMemo(() => answer?.columns.map(({ name }) => name) ?? [], [answer]);
  const columns = useMemo(() => eventColumns(names, shownColumns(spec), timezone), [names, spec, timezone]);
  const idAt = names.indexOf('eid');
  const eidAt = useCallback((index: number): number => Number(rows[index]?.[idAt]), [rows, idAt]);
  if (answer === undefined) return <Pending lines={8} />;
  const selected = open === undefined ? -1 : rows.findIndex((_row, index) => eidAt(index) === open);
  const stale = pages.query.status === 'loading';
  return (
    <>
      <div className={cx(css['summary'], stale && css['stale'])}>
        <ResultSentence />
      </div>
      <div className={css['list']} aria-busy={stale}>
        {rows.length === 0 ? (
          <NoMatch
            onClear={() => {
              const { where: _where, range: _range, ...rest } = spec;
              edit(rest);
            }}
          />
        ) : (
          <DataTable
            label="Events"
            columns={columns}
            rowCount={rows.length}
            getRow={(index) => rows[index]}
            rowKey={(_row, index) => eidAt(index)}
            rowHeight={32}
            selected={selected === -1 ? undefined : selected}
            sort={{ column: 'timestamp', descending: spec.orderBy?.descending ?? true }}
            onSort={({ descending }) => {
              const { orderBy: _order, ...rest } = spec;
              edit(descending ? rest : { ...rest, orderBy: { column: 'timestamp', descending: false } });
            }}
            onRowClick={(_row, index) => {
              onOpen(eidAt(index));
            }}
            onEndReached={pages.loadMore}
          />
        )}
        {newer > 0 && (
          <Button size="s" variant="primary" className={css['newer']} onClick={pages.showNewest}>
            {formatPlural(newer, 'new event')}
          </Button>
        )}
      </div>
      {failure !== undefined && (
        <p role="alert" className={css['more']}>
          Further events did not come: {failure.message}{' '}
          <Button size="s" onClick={pages.loadMore}>
            Try again
          </Button>
        </p>
      )}
      {rows.length >= MOST_ROWS && (
        <p className={css['more']}>
          These are the first {formatCount(MOST_ROWS)}. Days or conditions bring what lies further on.
        </p>
      )}
    </>
  );
}

interface OpenEventProps {
  readonly eid: number | undefined;
  readonly timezone: string;
  readonly onClose: () => void;
}

function OpenEvent({ eid, timezone, onClose }: OpenEventProps) {
  const event = latest(useQuery('events.get', eid === undefined ? undefined : { eid }));
  const shown = eid === undefined ? undefined : event;
  return (
    <EventDrawer
      keepsFocus
      event={shown}
      timezone={timezone}
      actions={shown === undefined ? undefined : <WaysOn event={shown} />}
      onClose={onClose}
    />
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      icon={SearchX}
      title="No event matches"
      text="Nothing that is stored lies within these days and meets these conditions."
      actions={<Button onClick={onClear}>Show all events</Button>}
    />
  );
}
