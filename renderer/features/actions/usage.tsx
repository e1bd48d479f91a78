/** How often the action happened lately, by how many people, and by which of its events. */
import { Sparkline } from '../../charts/sparkline';
import { latest, useQuery } from '../../data/use-query';
import { matcherEvent, matcherTitle } from '../../parts/matcher-words';
import { useLastDays } from '../../parts/range-picker';
import { rangeWords } from '../../parts/range-words';
import { useSavedNames } from '../../parts/saved';
import { ErrorState } from '../../ui/error-state';
import { eventColor } from '../../ui/event-color';
import { EventDot } from '../../ui/event-name';
import { formatCount, formatPlural } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { usageSpec, type ActionSpec } from './action-spec';
import css from './actions.module.css';

const DAYS = 30;

export function Usage({ spec }: { readonly spec: ActionSpec }) {
  const names = useSavedNames();
  const range = useLastDays()(DAYS);
  const asked = usageSpec(spec, range);
  const query = useQuery('insight.run', asked === undefined ? undefined : { spec: asked });
  const answer = latest(query);
  if (asked === undefined) return null;
  if (query.status === 'failed') {
    return <ErrorState compact title="This could not be counted" error={query.error} onRetry={query.refetch} />;
  }
  if (answer?.kind !== 'trends' || answer.series.length !== asked.series.length) {
    return (
      <section aria-label="How often it happens" className={css['card']}>
        <Skeleton lines={4} height={18} />
      </section>
    );
  }
  const [whole, persons, ...lines] = answer.series;
  return (
    <section aria-label="How often it happens" aria-busy={query.status === 'loading'} className={css['card']}>
      <p className={css['total']}>
        <strong className="num">{formatCount(whole?.total ?? 0)}</strong> {whole?.total === 1 ? 'time' : 'times'} by{' '}
        <strong className="num">{formatPlural(persons?.total ?? 0, 'person', 'people')}</strong>
      </p>
      <p className={css['range']}>{rangeWords(range)}</p>
      {lines.length > 1 && (
        <table className={css['lines']}>
          <caption className="visually-hidden">Each of its events</caption>
          <tbody>
            {lines.map((line, index) => {
              const matcher = spec.matchers[index];
              if (matcher === undefined) return null;
              const event = matcherEvent(matcher);
              return (
                <tr key={index}>
                  <th scope="row">
                    <span className={css['lineName']}>
                      <EventDot name={event} />
                      <span>{matcherTitle(matcher, names)}</span>
                    </span>
                  </th>
                  <td>
                    <Sparkline values={line.values} color={eventColor(event)} />
                  </td>
                  <td className="num">{formatCount(line.total ?? 0)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
