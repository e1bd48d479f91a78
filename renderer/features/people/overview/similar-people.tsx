/** Who uses the product most like this person, and in what. */
import { latest, useQuery } from '../../../data/use-query';
import { personLabel } from '../../../parts/person-words';
import { navigate } from '../../../state/navigation';
import { ErrorState } from '../../../ui/error-state';
import { EventName } from '../../../ui/event-name';
import { formatCount, formatShare } from '../../../ui/number-format';
import { Skeleton } from '../../../ui/skeleton';
import panel from './overview.module.css';
import css from './similar-people.module.css';

const SHOWN = 6;
const SHOWN_REASONS = 3;

export function SimilarPeople({ person }: { readonly person: string }) {
  const query = useQuery('people.similar', { person, limit: SHOWN });
  const people = latest(query);
  return (
    <section aria-label="Similar people" className={panel['panel']}>
      <header className={panel['head']}>
        <h2>Similar people</h2>
        <span className={panel['note']}>by what they do, times here : there</span>
      </header>
      {people === undefined && query.status === 'failed' && (
        <ErrorState compact error={query.error} onRetry={query.refetch} />
      )}
      {people === undefined && query.status !== 'failed' && <Skeleton lines={4} height={16} />}
      {people?.length === 0 && <p className={panel['none']}>Nobody else does what this person does.</p>}
      <ol className={css['people']}>
        {people?.map((other) => (
          <li key={other.person}>
            <button
              type="button"
              className={css['row']}
              onClick={() => {
                navigate('people', { person: other.person });
              }}
            >
              <span className={css['line']}>
                <span className={css['name']}>{personLabel(other.person, other.name)}</span>
                <span className="num" title="Likeness: cosine of the weighted counts of what both do">
                  {formatShare(other.similarity)}
                </span>
              </span>
              <span className={css['reasons']}>
                {other.reasons.slice(0, SHOWN_REASONS).map(({ event, own, theirs }) => (
                  <span key={event} className={css['reason']} title={`${own} times here, ${theirs} times there`}>
                    <EventName name={event} />
                    <span className={css['times']}>
                      {formatCount(own)} : {formatCount(theirs)}
                    </span>
                  </span>
                ))}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
