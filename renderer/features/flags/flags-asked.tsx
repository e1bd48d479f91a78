/** The latest requests for flags: whom SDKs asked about, and what they were told. */
import { RadioTower } from 'lucide-react';
import { useEffect } from 'react';
import { latest, useQuery } from '../../data/use-query';
import { EmptyState } from '../../ui/empty-state';
import { formatClock } from '../../ui/time-format';
import { STORED_WORDS } from './flag-words';
import css from './flags.module.css';

const NOTHING = {};
/** Nothing tells of new ones: flags are asked for, they do not arrive. */
const LOOK_MS = 2000;
const SHOWN = 30;

export interface FlagsAskedProps {
  /** Says what this flag was; undefined where none is chosen. */
  readonly flag: string | undefined;
  readonly timezone: string;
  readonly onTry: (distinctId: string) => void;
}

export function FlagsAskedList({ flag, timezone, onTry }: FlagsAskedProps) {
  const query = useQuery('flags.asked', NOTHING);
  const { refetch } = query;
  useEffect(() => {
    const timer = setInterval(refetch, LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [refetch]);
  const asked = latest(query) ?? [];
  return (
    <section aria-label="Asked lately" className={css['panel']}>
      <h2 className={css['title']}>Asked lately</h2>
      {asked.length === 0 ? (
        <EmptyState
          compact
          icon={RadioTower}
          title="No SDK has asked yet"
          text="PostHog’s and Mixpanel’s SDKs ask for flags by themselves when they point here."
        />
      ) : (
        <ul className={css['verdicts']}>
          {asked.slice(0, SHOWN).map(({ id, at, source, distinctId, stored, values }) => {
            const own = values.find(({ key }) => key === flag)?.value;
            const on = values.filter(({ value }) => value !== false).length;
            return (
              <li key={id} className={css['verdict']}>
                <button
                  type="button"
                  className={css['who']}
                  title="Try it with this id"
                  onClick={() => {
                    onTry(distinctId);
                  }}
                >
                  {distinctId === '' ? 'without an id' : distinctId}
                </button>
                <span className={css['told']}>
                  {own === undefined ? `${on} on` : own === true ? 'on' : own === false ? 'off' : own}
                </span>
                <p className={css['fine']} title={STORED_WORDS[stored]}>
                  {formatClock(at, timezone)} · {source}
                  {stored === 'late' && ' · without what is stored'}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
