/** What a person comes to, in one strip. */
import type { Profile } from '../../../shared/contract/people';
import { formatCount } from '../../ui/number-format';
import { formatDateTime, formatDuration } from '../../ui/time-format';
import css from './person-page.module.css';

export function PersonFacts({ profile, timezone }: { readonly profile: Profile; readonly timezone: string }) {
  const facts: readonly (readonly [string, string])[] = [
    ['First seen', formatDateTime(profile.firstSeen, timezone)],
    ['Last seen', formatDateTime(profile.lastSeen, timezone)],
    ['Events', formatCount(profile.events)],
    ['Sessions', formatCount(profile.sessions)],
    ['Active days', formatCount(profile.activeDays)],
    ['Engaged', formatDuration(profile.engagedSeconds)],
    ['Ids', formatCount(profile.ids.length)],
  ];
  return (
    <dl className={css['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
