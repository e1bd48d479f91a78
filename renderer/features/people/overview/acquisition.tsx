/** Where a person came from: what its first session says. */
import type { Profile } from '../../../../shared/contract/people';
import { navigate } from '../../../state/navigation';
import { Button } from '../../../ui/button';
import { formatDay } from '../../../ui/time-format';
import css from './acquisition.module.css';
import panel from './overview.module.css';

export function Acquisition({ profile, timezone }: { readonly profile: Profile; readonly timezone: string }) {
  const { referrer, utm, landingPage, session } = profile.acquisition;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Landing page', landingPage],
    ['Referrer', referrer],
    ...Object.entries(utm).map(([key, value]) => [`UTM ${key.replace(/^utm[._]/, '')}`, value] as const),
  ];
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  return (
    <section aria-label="Acquisition" className={panel['panel']}>
      <header className={panel['head']}>
        <h2>Acquisition</h2>
        <span className={panel['note']}>{formatDay(profile.firstSeen, timezone)}</span>
        {session !== undefined && (
          <span className={panel['tools']}>
            <Button
              size="s"
              variant="ghost"
              onClick={() => {
                navigate('sessions', { session, person: profile.person });
              }}
            >
              First session
            </Button>
          </span>
        )}
      </header>
      {known.length === 0 ? (
        <p className={panel['none']}>Came directly: the first session names no referrer, campaign or page.</p>
      ) : (
        <dl className={css['facts']}>
          {known.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd title={value}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
