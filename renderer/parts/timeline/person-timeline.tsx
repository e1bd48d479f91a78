/** A person's whole history on one timeline, folded by session. */
import { useCallback, useMemo } from 'react';
import { numberColumn, textColumn } from '../../data/arrow';
import { latest, useTable } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { navigate } from '../../state/navigation';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { formatCount, formatPlural } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { formatClock, formatDuration, formatIsoDay, formatShortDay } from '../../ui/time-format';
import { History } from 'lucide-react';
import { splitWords } from '../split-words';
import { readEvents } from './events';
import type { SessionRun } from './lanes';
import css from './person-timeline.module.css';
import { TimelineDesk } from './timeline-desk';

/** Events of one history; of longer ones the latest. */
const MOST_EVENTS = 50_000;
const MOST_SESSIONS = 20_000;

export interface PersonTimelineProps {
  readonly person: string;
  /** A day to begin with, as `2026-01-31` in the workspace's zone. */
  readonly day?: string | undefined;
}

export function PersonTimeline({ person, day }: PersonTimelineProps) {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const answer = useTable('people.events', { person, limit: MOST_EVENTS });
  const sessions = latest(
    useTable('sessions.table', { person, orderBy: { column: 'start', descending: true }, limit: MOST_SESSIONS }),
  );
  const table = latest(answer);
  const events = useMemo(() => (table === undefined ? undefined : readEvents(table)), [table]);
  const facts = useMemo(() => {
    if (sessions === undefined) return new Map<string, { reason: string; campaign: string }>();
    const reasons = textColumn(sessions, 'splitReason');
    const campaigns = (['utm.source', 'utm.medium', 'utm.campaign'] as const).map((name) => textColumn(sessions, name));
    return new Map(
      textColumn(sessions, 'id').map((id, row) => {
        const campaign = campaigns.map((column) => column[row] ?? '').filter((part) => part !== '');
        return [id, { reason: reasons[row] ?? '', campaign: campaign.join(' / ') }];
      }),
    );
  }, [sessions]);
  const total = useMemo(
    () => (sessions === undefined ? 0 : numberColumn(sessions, 'events').reduce((sum, count) => sum + count, 0)),
    [sessions],
  );
  const runWords = useCallback(
    (run: SessionRun) => {
      const known = facts.get(run.id);
      const reason =
        known === undefined ? '' : splitWords(known.reason, { silenceMs: run.silenceMs, campaign: known.campaign });
      const began = `${formatShortDay(run.from, timezone)} ${formatClock(run.from, timezone).slice(0, 5)}`;
      const size = `${formatPlural(run.last - run.first + 1, 'event')}, ${formatDuration((run.to - run.from) / 1000)}`;
      return { title: `${began} · ${size}${reason === '' ? '' : ` · ${reason}`}`, reason };
    },
    [facts, timezone],
  );
  const openSession = useCallback((session: string) => {
    navigate('sessions', { session });
  }, []);

  const startAt = useMemo(() => {
    if (events === undefined || day === undefined) return undefined;
    const index = events.time.findIndex((time) => formatIsoDay(time, timezone) === day);
    return index < 0 ? undefined : events.eid[index];
  }, [events, day, timezone]);

  if (events === undefined) {
    return answer.status === 'failed' ? (
      <ErrorState error={answer.error} title="This history cannot be shown" onRetry={answer.refetch} />
    ) : (
      <div className={css['loading']}>
        <Skeleton lines={6} height={18} />
      </div>
    );
  }
  if (events.length === 0) {
    return <EmptyState icon={History} title="No events yet" text="What this person does will stand here, in order." />;
  }
  return (
    <TimelineDesk
      events={events}
      timezone={timezone}
      folded
      runWords={runWords}
      onOpenSession={openSession}
      startAt={startAt}
      tools={
        total > events.length && (
          <span className={css['note']}>
            The latest {formatCount(events.length)} of {formatCount(total)} events
          </span>
        )
      }
    />
  );
}
