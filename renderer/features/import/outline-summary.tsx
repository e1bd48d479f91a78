/** What an import would bring, said before it is done. */
import type { Result } from '../../../shared/base/result';
import type { ImportOutline } from '../../../shared/contract/commands';
import type { AppError } from '../../../shared/contract/errors';
import type { QueryState } from '../../data/use-query';
import type { LookOutline } from '../../workers/quicklook/messages';
import { EventName } from '../../ui/event-name';
import { formatCompact, formatCount, formatPlural } from '../../ui/number-format';
import { formatDay } from '../../ui/time-format';
import css from './outline.module.css';
import tones from './tones.module.css';
import type { QuickLookState } from './use-quick-look';

export interface OutlineSummaryProps {
  readonly look: QuickLookState;
  readonly outline: Result<LookOutline, AppError> | undefined;
  readonly missing: string | undefined;
}

const SHOWN_EVENTS = 5;

export function OutlineSummary({ look, outline, missing }: OutlineSummaryProps) {
  // Only the page's own look counts events.
  if (look.status === 'none' || (look.status === 'done' && look.outline === undefined))
    return missing === undefined ? null : <p className={tones['quiet']}>{missing}</p>;
  if (look.status === 'reading') return <p className={tones['quiet']}>Looking inside…</p>;
  if (missing !== undefined) return <p className={tones['quiet']}>{missing}</p>;
  if (outline === undefined || look.head === undefined) return <p className={tones['quiet']}>Counting…</p>;
  if (!outline.ok) {
    return (
      <p role="alert" className={tones['bad']}>
        {outline.error.message}
      </p>
    );
  }
  const { from, to, total: rows, persons, withoutTime, withoutPerson, events } = outline.value;
  const part = look.head.readBytes < look.head.totalBytes;
  const rejected = Math.max(withoutTime, withoutPerson);
  return (
    <div className={css['outline']}>
      <dl className={css['figures']}>
        <Figure label={part ? 'Events looked at' : 'Events'} value={formatCount(rows - (part ? 0 : rejected))} />
        <Figure label="Persons" value={formatCount(persons)} />
        <Figure label="From" value={from === undefined ? '–' : formatDay(from, 'UTC')} />
        <Figure label="To" value={to === undefined ? '–' : formatDay(to, 'UTC')} />
      </dl>
      <p className={css['names']}>
        {events.slice(0, SHOWN_EVENTS).map(({ name, count }) => (
          <span key={name} className={css['name']}>
            <EventName name={name === '' ? '(empty)' : name} /> <span className="num">{formatCompact(count)}</span>
          </span>
        ))}
        {events.length > SHOWN_EVENTS && <span className={tones['quiet']}>and more</span>}
      </p>
      {withoutTime > 0 && (
        <p className={tones['warn']}>
          {formatPlural(withoutTime, 'row')} {withoutTime === 1 ? 'has' : 'have'} no readable time
          {withoutTime === rows ? ': choose another column or format.' : ' and will be kept as rejects.'}
        </p>
      )}
      {withoutPerson > 0 && (
        <p className={tones['warn']}>
          {formatPlural(withoutPerson, 'row')} {withoutPerson === 1 ? 'names' : 'name'} no person and will be kept as
          rejects.
        </p>
      )}
    </div>
  );
}

/** The same of what the engine counts: files that the page cannot read, and vendors' exports. */
export function EngineSummary({ outline }: { readonly outline: QueryState<ImportOutline> }) {
  const found = outline.value ?? outline.previous;
  if (found === undefined) {
    return outline.status === 'failed' ? (
      <p role="alert" className={tones['bad']}>
        {outline.error.message}
      </p>
    ) : (
      <p className={tones['quiet']}>Counting…</p>
    );
  }
  const { events, ids, from, to, names, eventNames, rejects, isPart, rows } = found;
  const rejected = rejects.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={css['outline']}>
      <dl className={css['figures']}>
        <Figure label={isPart ? 'Events looked at' : 'Events'} value={formatCount(events)} />
        <Figure label="Persons" value={formatCount(ids)} />
        <Figure label="From" value={from === undefined ? '–' : formatDay(from, 'UTC')} />
        <Figure label="To" value={to === undefined ? '–' : formatDay(to, 'UTC')} />
      </dl>
      <p className={css['names']}>
        {names.slice(0, SHOWN_EVENTS).map(({ name, count }) => (
          <span key={name} className={css['name']}>
            <EventName name={name} /> <span className="num">{formatCompact(count)}</span>
          </span>
        ))}
        {eventNames > SHOWN_EVENTS && <span className={tones['quiet']}>and {eventNames - SHOWN_EVENTS} more</span>}
      </p>
      {isPart && <p className={tones['quiet']}>Of the first {formatPlural(rows, 'row')}.</p>}
      {rejected > 0 && (
        <p className={tones['warn']}>
          {formatPlural(rejected, 'row')} {rejected === 1 ? 'is' : 'are'} no event and will be kept as{' '}
          {rejected === 1 ? 'a reject' : 'rejects'}: {rejects.map(({ reason }) => reason.toLowerCase()).join(', ')}.
        </p>
      )}
    </div>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}
