/** A person at a glance: when it was here, what is known about it, what it does, where it came from, who is like it. */
import type { Profile } from '../../../../shared/contract/people';
import { formatIsoDay } from '../../../ui/time-format';
import { Acquisition } from './acquisition';
import { ActivityCalendar } from './activity-calendar';
import { EventCounts } from './event-counts';
import css from './overview.module.css';
import { PersonSegments } from './person-segments';
import { PropertiesPanel } from './properties-panel';
import { SimilarPeople } from './similar-people';

export interface OverviewProps {
  readonly profile: Profile;
  readonly timezone: string;
  readonly weekStart: 'monday' | 'sunday';
  /** UTC ms of the workspace's last event. */
  readonly until: number | undefined;
  readonly onEvent: (eid: number) => void;
  /** As `2026-01-31`. */
  readonly onDay: (day: string) => void;
}

export function Overview({ profile, timezone, weekStart, until, onEvent, onDay }: OverviewProps) {
  return (
    <div className={css['columns']}>
      <div className={css['column']}>
        <ActivityCalendar
          days={profile.days}
          weekStart={weekStart}
          until={formatIsoDay(Math.max(until ?? 0, profile.lastSeen), timezone)}
          onDay={onDay}
        />
        <PropertiesPanel profile={profile} timezone={timezone} onEvent={onEvent} />
        <Acquisition profile={profile} timezone={timezone} />
      </div>
      <div className={css['column']}>
        <PersonSegments person={profile.person} />
        <EventCounts counts={profile.counts} timezone={timezone} />
        <SimilarPeople person={profile.person} />
      </div>
    </div>
  );
}
