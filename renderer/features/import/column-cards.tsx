/** A card per column: what it holds, how full it is, how many values it knows, and the most frequent of them. */
import { Braces, Calendar, Hash, ToggleLeft, Type, type LucideIcon } from 'lucide-react';
import type { ColumnProfile } from '../../workers/quicklook/messages';
import { Badge } from '../../ui/badge';
import { formatCompact, formatCount, formatNumber, formatShare } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { formatDateTime } from '../../ui/time-format';
import css from './column-cards.module.css';
import contents from './contents.module.css';
import { roleOf, type MappingDraft } from './mapping-draft';
import type { QuickLookState } from './use-quick-look';

const ICONS: Record<ColumnProfile['type'], LucideIcon> = {
  text: Type,
  number: Hash,
  boolean: ToggleLeft,
  time: Calendar,
  json: Braces,
};

export function ColumnCards({ look, draft }: { readonly look: QuickLookState; readonly draft: MappingDraft }) {
  if (look.head === undefined) {
    return (
      <p className={contents['note']}>
        {look.status === 'reading' ? 'Looking inside…' : 'There is no quick look at this file.'}
      </p>
    );
  }
  return (
    <ul className={css['cards']}>
      {look.head.columns.map((name, index) => (
        <li key={name} className={css['card']}>
          <Card name={name} profile={look.profiles[index]} role={roleOf(draft, name)} />
        </li>
      ))}
    </ul>
  );
}

interface CardProps {
  readonly name: string;
  readonly profile: ColumnProfile | undefined;
  readonly role: string | undefined;
}

function Card({ name, profile, role }: CardProps) {
  const Icon = profile === undefined ? Type : ICONS[profile.type];
  return (
    <>
      <header className={css['cardHead']}>
        <Icon aria-label={profile?.type ?? 'column'} size={13} />
        <h2 title={name}>{name}</h2>
        {role !== undefined && <Badge tone="accent">{role}</Badge>}
      </header>
      {profile === undefined ? <Skeleton lines={3} /> : <Profile profile={profile} />}
    </>
  );
}

function Profile({ profile }: { readonly profile: ColumnProfile }) {
  const most = profile.top[0]?.count ?? 1;
  return (
    <>
      <p className={css['measures']}>
        <span className="num">{formatCount(profile.distinct)}</span> {profile.distinct === 1 ? 'value' : 'values'} ·{' '}
        {profile.filled === 1
          ? 'always there'
          : profile.filled === 0
            ? 'always empty'
            : `${formatShare(profile.filled)} filled`}
      </p>
      <div className={css['fill']} aria-hidden>
        <span style={{ width: `${profile.filled * 100}%` }} />
      </div>
      {profile.top.length > 0 ? (
        <ul className={css['top']}>
          {profile.top.slice(0, 5).map(({ value, count }) => (
            <li key={value}>
              <span className={css['topShare']} style={{ width: `${(count / most) * 100}%` }} aria-hidden />
              <span className={css['topValue']} title={value}>
                {value}
              </span>
              <span className="num" title={formatCount(count)}>
                {formatCompact(count)}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <Extent profile={profile} />
      )}
      {profile.top.length > 0 && profile.type !== 'text' && profile.type !== 'boolean' && <Extent profile={profile} />}
    </>
  );
}

function Extent({ profile: { min, max, type } }: { readonly profile: ColumnProfile }) {
  if (min === undefined || max === undefined) return null;
  const shown = (value: number | string): string => {
    if (typeof value === 'string') return value;
    return type === 'time' ? formatDateTime(value, 'UTC') : formatNumber(value);
  };
  return (
    <p className={css['extent']}>
      <span>{shown(min)}</span>
      <span aria-hidden>→</span>
      <span>{shown(max)}</span>
    </p>
  );
}
