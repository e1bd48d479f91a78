/** The saved segments a person belongs to, each a link; nothing where none is saved. */
import { latest, useQuery } from '../../../data/use-query';
import { navigate } from '../../../state/navigation';
import { ErrorState } from '../../../ui/error-state';
import panel from './overview.module.css';
import css from './person-segments.module.css';

export function PersonSegments({ person }: { readonly person: string }) {
  const query = useQuery('people.segments', { person });
  const segments = latest(query);
  if (query.status === 'failed') {
    return <ErrorState compact title="Its segments cannot be shown" error={query.error} onRetry={query.refetch} />;
  }
  if (segments === undefined || segments.length === 0) return null;
  const own = segments.filter(({ belongs }) => belongs);
  return (
    <section aria-label="Segments" className={panel['panel']}>
      <header className={panel['head']}>
        <h2>Segments</h2>
        <span className={panel['note']}>
          {own.length} of {segments.length}
        </span>
      </header>
      {own.length === 0 ? (
        <p className={panel['none']}>In none of the saved segments.</p>
      ) : (
        <ul className={css['list']}>
          {own.map(({ id, name }) => (
            <li key={id}>
              <button
                type="button"
                className={css['segment']}
                onClick={() => {
                  navigate('segments', { saved: id });
                }}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
