/** Devices that belonged to several persons in turn: whose they were, and from when. */
import type { IdentityGraph as Graph } from '../../../../shared/contract/identity';
import { navigate } from '../../../state/navigation';
import { formatDateTime } from '../../../ui/time-format';
import css from './shared-devices.module.css';

export interface SharedDevicesProps {
  readonly person: string;
  readonly shared: Graph['shared'];
  readonly timezone: string;
}

export function SharedDevices({ person, shared, timezone }: SharedDevicesProps) {
  if (shared.length === 0) return null;
  return (
    <section aria-label="Shared devices" className={css['root']}>
      <h2 className={css['title']}>Shared devices</h2>
      <p className={css['words']}>
        Several people used these. Each event on them belongs to the person who had the device at that time.
      </p>
      <ul className={css['devices']}>
        {shared.map(({ id, owners }) => (
          <li key={`${id.role} ${id.id}`} className={css['device']}>
            <span className={css['id']} title={id.id}>
              {id.id}
            </span>
            <ol className={css['owners']}>
              {owners.map((owner, index) => (
                <li key={`${owner.person} ${owner.from ?? ''}`} className={css['owner']}>
                  <span className={css['when']}>
                    {owner.from === undefined ? 'from the beginning' : `from ${formatDateTime(owner.from, timezone)}`}
                  </span>
                  {owner.person === person ? (
                    <strong className={css['here']}>{owner.person}</strong>
                  ) : (
                    <button
                      type="button"
                      className={css['other']}
                      onClick={() => {
                        navigate('people', { person: owner.person, tab: 'identity' });
                      }}
                    >
                      {owner.person}
                    </button>
                  )}
                  {index === owners.length - 1 && <span className={css['when']}>to this day</span>}
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </section>
  );
}
