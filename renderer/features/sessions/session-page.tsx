/** One session: its facts, its timeline, the event picked on it, and the list of all its events. */
import type { Table } from '@uwdata/flechette';
import { ArrowLeft, Copy, Keyboard, MousePointer2, UserRound } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { EVENT_KINDS, type EventKind } from '../../../shared/model/event';
import { numberColumn, textColumn } from '../../data/arrow';
import { latest, useQuery, useTable } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { EventDetails } from '../../parts/event-details/event-details';
import { formatMoment } from '../../parts/event-details/format-moment';
import { navigate, useNavigation } from '../../state/navigation';
import { Button } from '../../ui/button';
import { copyText } from '../../ui/code-block';
import { ErrorState } from '../../ui/error-state';
import { EventName } from '../../ui/event-name';
import { IconButton } from '../../ui/icon-button';
import { Kbd } from '../../ui/kbd';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { toast } from '../../ui/toast-store';
import { formatDateTime } from '../../ui/time-format';
import { EventList } from './event-list';
import { SessionFacts } from './session-facts';
import { numberOf, sessionRows, textOf } from './session-rows';
import css from './session-page.module.css';
import { carryPages, layOutLanes, type SessionEvents } from '../../parts/timeline/lanes';
import { Timeline } from '../../parts/timeline/timeline';

const isKind = (text: string): text is EventKind => (EVENT_KINDS as readonly string[]).includes(text);

function sessionEvents(table: Table): SessionEvents {
  return {
    length: table.numRows,
    eid: numberColumn(table, 'eid'),
    time: numberColumn(table, 'timestamp'),
    event: textColumn(table, 'event'),
    kind: textColumn(table, 'kind').map((kind) => (isKind(kind) ? kind : 'custom')),
    page: carryPages(textColumn(table, 'page')),
  };
}

export function SessionPage({ session }: { readonly session: string }) {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const from = useNavigation((state) => state.params['person']);
  const facts = latest(
    useTable('sessions.table', {
      where: { property: 'session.id', op: 'eq', value: session },
      orderBy: { column: 'start', descending: true },
      limit: 1,
    }),
  );
  const answer = useTable('sessions.events', { session });
  const table = latest(answer);
  const row = useMemo(() => (facts === undefined ? undefined : sessionRows(facts).at(0)), [facts]);
  const events = useMemo(() => (table === undefined ? undefined : sessionEvents(table)), [table]);
  const person = row === undefined ? '' : textOf(row, 'person');
  const began = row === undefined ? undefined : numberOf(row, 'start');

  return (
    <>
      <PageHeader
        title={
          <span className={css['title']}>
            <IconButton
              icon={ArrowLeft}
              label="All sessions"
              onClick={() => {
                navigate('sessions', from === undefined ? {} : { person: from });
              }}
            />
            <span className={css['person']}>{person === '' ? 'Session' : person}</span>
          </span>
        }
        meta={began !== undefined && <span className="num">{formatDateTime(began, timezone)}</span>}
        actions={
          <>
            <Button
              icon={UserRound}
              disabled={person === ''}
              onClick={() => {
                navigate('sessions', { person });
              }}
            >
              All sessions of this person
            </Button>
            <IconButton
              icon={Copy}
              label="Copy the session id"
              onClick={() => {
                void copyText(session).then((copied) => {
                  if (copied) toast({ tone: 'good', title: 'Session id copied', text: session });
                });
              }}
            />
          </>
        }
      />
      {row !== undefined && <SessionFacts row={row} silenceMs={undefined} />}
      {events === undefined && answer.status === 'failed' && (
        <ErrorState
          error={answer.error}
          title="This session cannot be shown"
          actions={
            <Button
              onClick={() => {
                navigate('sessions');
              }}
            >
              All sessions
            </Button>
          }
        />
      )}
      {events === undefined && answer.status !== 'failed' && (
        <div className={css['loading']}>
          <Skeleton lines={6} height={18} />
        </div>
      )}
      {events !== undefined && events.length > 0 && <SessionBody events={events} timezone={timezone} />}
    </>
  );
}

function SessionBody({ events, timezone }: { readonly events: SessionEvents; readonly timezone: string }) {
  const layout = useMemo(() => layOutLanes(events), [events]);
  // By number in the store: a session that grows while one looks at it may shift its rows.
  const [eid, setEid] = useState<number>();
  const index = useMemo(() => (eid === undefined ? -1 : events.eid.indexOf(eid)), [events, eid]);
  const selected = index < 0 ? undefined : index;
  const setSelected = useCallback(
    (next: number | undefined) => {
      setEid(next === undefined ? undefined : events.eid[next]);
    },
    [events],
  );
  return (
    <div className={css['body']}>
      <div className={css['left']}>
        <Timeline events={events} layout={layout} timezone={timezone} selected={selected} onSelect={setSelected} />
        <section aria-label="The selected event" className={css['details']}>
          {selected === undefined ? (
            <Hint />
          ) : (
            <Selected
              key={eid}
              eid={events.eid[selected] ?? 0}
              name={events.event[selected] ?? ''}
              timezone={timezone}
            />
          )}
        </section>
      </div>
      <EventList events={events} timezone={timezone} selected={selected} onSelect={setSelected} />
    </div>
  );
}

interface SelectedProps {
  readonly eid: number;
  readonly name: string;
  readonly timezone: string;
}

function Selected({ eid, name, timezone }: SelectedProps) {
  const event = useQuery('events.get', { eid });
  const shown = latest(event);
  return (
    <>
      <header className={css['detailsHead']}>
        <h2>
          <EventName name={name} />
        </h2>
        {shown !== undefined && <span className="num">{formatMoment(shown.timestamp, timezone)}</span>}
      </header>
      {event.status === 'failed' && <ErrorState error={event.error} onRetry={event.refetch} compact />}
      {shown !== undefined && <EventDetails event={shown} timezone={timezone} />}
    </>
  );
}

function Hint() {
  return (
    <ul className={css['hint']}>
      <li>
        <MousePointer2 aria-hidden size={14} /> Select an event here or in the list to see all of it.
      </li>
      <li>
        <Keyboard aria-hidden size={14} /> <Kbd>W</Kbd> <Kbd>S</Kbd> zoom, <Kbd>A</Kbd> <Kbd>D</Kbd> pan, <Kbd>,</Kbd>{' '}
        <Kbd>.</Kbd> step through, <Kbd>0</Kbd> or double click to see the whole session.
      </li>
    </ul>
  );
}
