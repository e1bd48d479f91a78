/** A person's whole history: every event in time order, folded by session. */
import type { Table } from '@uwdata/flechette';
import { FoldVertical, UnfoldVertical } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Profile } from '../../../../shared/contract/people';
import { EVENT_KINDS, type EventKind } from '../../../../shared/model/event';
import { numberColumn, textColumn } from '../../../data/arrow';
import { latest, useTable } from '../../../data/use-query';
import { navigate } from '../../../state/navigation';
import { Button } from '../../../ui/button';
import { ErrorState } from '../../../ui/error-state';
import { formatCount, formatPlural } from '../../../ui/number-format';
import { Skeleton } from '../../../ui/skeleton';
import { formatIsoDay } from '../../../ui/time-format';
import { HistoryList, type ListedEvents } from './history-list';
import { historyRows, sessionsOf, type HistorySession } from './history-rows';
import css from './history-tab.module.css';

/** More than this is more than anybody reads, and more than the page should hold. */
const MOST_EVENTS = 50_000;
/** Short histories are shown whole. */
const OPEN_BELOW = 60;

const isKind = (text: string): text is EventKind => (EVENT_KINDS as readonly string[]).includes(text);

function listed(table: Table): ListedEvents {
  return {
    length: table.numRows,
    eid: numberColumn(table, 'eid'),
    time: numberColumn(table, 'timestamp'),
    event: textColumn(table, 'event'),
    kind: textColumn(table, 'kind').map((kind) => (isKind(kind) ? kind : 'custom')),
    page: textColumn(table, 'page'),
    session: textColumn(table, 'session'),
  };
}

export interface HistoryTabProps {
  readonly profile: Profile;
  readonly timezone: string;
  /** A day to open, as `2026-01-31`. */
  readonly day: string | undefined;
  readonly onEvent: (eid: number) => void;
}

export function HistoryTab({ profile, timezone, day, onEvent }: HistoryTabProps) {
  const answer = useTable('people.events', { person: profile.person, limit: MOST_EVENTS });
  const table = latest(answer);
  const events = useMemo(() => (table === undefined ? undefined : listed(table)), [table]);
  if (events === undefined) {
    return answer.status === 'failed' ? (
      <ErrorState error={answer.error} title="The events cannot be shown" onRetry={answer.refetch} />
    ) : (
      <Skeleton lines={8} height={18} />
    );
  }
  return <History key={day ?? ''} events={events} profile={profile} timezone={timezone} day={day} onEvent={onEvent} />;
}

/** What is open at first: the sessions of the day asked for, else all of a short history, else the latest session. */
function openAtFirst(sessions: readonly HistorySession[], events: number, day: string | undefined, timezone: string) {
  if (day !== undefined) {
    return sessions.filter(
      ({ start, end }) => formatIsoDay(start, timezone) <= day && formatIsoDay(end, timezone) >= day,
    );
  }
  return events <= OPEN_BELOW ? sessions : sessions.slice(-1);
}

function History({ events, profile, timezone, day, onEvent }: HistoryTabProps & { readonly events: ListedEvents }) {
  const sessions = useMemo(() => sessionsOf(events), [events]);
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(openAtFirst(sessions, events.length, day, timezone).map(({ id }) => id)),
  );
  const rows = useMemo(() => historyRows(sessions, open), [sessions, open]);
  const [selected, setSelected] = useState<number>();
  const [scrollTo] = useState(() => {
    const target = day === undefined ? undefined : openAtFirst(sessions, events.length, day, timezone).at(-1);
    const row = rows.findIndex((each) => each.type === 'session' && each.session === target);
    return row === -1 ? undefined : { row, turn: 0 };
  });
  const allOpen = open.size >= sessions.length;
  return (
    <section aria-label="History" className={css['history']}>
      <header className={css['head']}>
        <span className="num">
          {formatPlural(events.length, 'event')} in {formatPlural(sessions.length, 'session')}
        </span>
        {profile.events > events.length && (
          <span className={css['note']}>the latest of {formatCount(profile.events)}</span>
        )}
        <Button
          size="s"
          variant="ghost"
          icon={allOpen ? FoldVertical : UnfoldVertical}
          className={css['fold']}
          onClick={() => {
            setOpen(allOpen ? new Set() : new Set(sessions.map(({ id }) => id)));
          }}
        >
          {allOpen ? 'Fold all' : 'Unfold all'}
        </Button>
      </header>
      <HistoryList
        events={events}
        rows={rows}
        timezone={timezone}
        openSessions={open}
        selected={selected}
        scrollTo={scrollTo}
        onToggle={(session) => {
          const next = new Set(open);
          if (!next.delete(session)) next.add(session);
          setOpen(next);
        }}
        onEvent={(index) => {
          setSelected(index);
          onEvent(events.eid[index] ?? 0);
        }}
        onSession={(session) => {
          navigate('sessions', { session, person: profile.person });
        }}
      />
    </section>
  );
}
