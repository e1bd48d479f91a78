/** One session: its facts, its neighbours, and its timeline. */
import { ArrowLeft, Copy, UserRound } from 'lucide-react';
import { useMemo } from 'react';
import { latest, useQuery, useTable } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { readEvents } from '../../parts/timeline/events';
import { TimelineDesk } from '../../parts/timeline/timeline-desk';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { copyText } from '../../ui/code-block';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { toast } from '../../ui/toast-store';
import { formatDateTime } from '../../ui/time-format';
import { SessionFacts } from './session-facts';
import { SessionNeighbours } from './session-neighbours';
import { SessionRecordings } from './session-recordings';
import { numberOf, sessionRows, textOf, type SessionRow } from './session-rows';
import css from './session-page.module.css';
import { goToList } from './use-list-scope';

/** One session's measures; undefined while they have not come, or where there is no such session. */
function useSessionRow(session: string | undefined): SessionRow | undefined {
  const table = latest(
    useTable(
      'sessions.table',
      session === undefined
        ? undefined
        : {
            where: { property: 'session.id', op: 'eq', value: session },
            orderBy: { column: 'start', descending: true },
            limit: 1,
          },
    ),
  );
  const row = useMemo(() => (table === undefined ? undefined : sessionRows(table).at(0)), [table]);
  return row !== undefined && textOf(row, 'id') === session ? row : undefined;
}

export function SessionPage({ session }: { readonly session: string }) {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const row = useSessionRow(session);
  const answer = useTable('sessions.events', { session });
  const table = latest(answer);
  const events = useMemo(() => (table === undefined ? undefined : readEvents(table)), [table]);
  const neighbours = latest(useQuery('sessions.neighbours', { session }));
  const recordings = latest(useQuery('recordings.ofSession', { session })) ?? [];
  const before = useSessionRow(neighbours?.previous);
  const person = row === undefined ? '' : textOf(row, 'person');
  const began = row === undefined ? undefined : numberOf(row, 'start');
  const ended = before === undefined ? undefined : numberOf(before, 'end');
  const silenceMs = began === undefined || ended === undefined ? undefined : Math.max(0, began - ended);

  return (
    <>
      <PageHeader
        title={
          <span className={css['title']}>
            <IconButton icon={ArrowLeft} label="All sessions" onClick={goToList} />
            <span className={css['person']}>{person === '' ? 'Session' : person}</span>
          </span>
        }
        meta={began !== undefined && <span className="num">{formatDateTime(began, timezone)}</span>}
        actions={
          <>
            <SessionNeighbours neighbours={neighbours} row={row} timezone={timezone} />
            <Button
              icon={UserRound}
              disabled={person === ''}
              onClick={() => {
                navigate('people', { person });
              }}
            >
              Person
            </Button>
            <Button
              disabled={person === ''}
              onClick={() => {
                navigate('sessions', { person });
              }}
            >
              All its sessions
            </Button>
            {recordings.length > 0 && person !== '' && <SessionRecordings recordings={recordings} person={person} />}
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
      {row !== undefined && <SessionFacts row={row} silenceMs={silenceMs} recordings={recordings} />}
      {events === undefined && answer.status === 'failed' && (
        <ErrorState
          error={answer.error}
          title="This session cannot be shown"
          actions={<Button onClick={goToList}>All sessions</Button>}
        />
      )}
      {events === undefined && answer.status !== 'failed' && (
        <div className={css['loading']}>
          <Skeleton lines={6} height={18} />
        </div>
      )}
      {events?.length === 0 && <EmptyState icon={UserRound} title="This session holds no events any more" />}
      {events !== undefined && events.length > 0 && <TimelineDesk events={events} timezone={timezone} folded={false} />}
    </>
  );
}
