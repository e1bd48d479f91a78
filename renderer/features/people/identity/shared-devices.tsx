/** Devices that belonged to several persons in turn: whose they were, and from when. */
import { useState } from 'react';
import type { IdentityGraph as Graph } from '../../../../shared/contract/identity';
import { isSameId } from '../../../parts/identity-words';
import { navigate } from '../../../state/navigation';
import { Button } from '../../../ui/button';
import { cx } from '../../../ui/cx';
import { formatDateTime } from '../../../ui/time-format';
import { turnsOf, type Turn } from './device-turns';
import css from './shared-devices.module.css';

/** More turns than these are folded. */
const SHOWN = 6;

export interface SharedDevicesProps {
  readonly graph: Graph;
  readonly timezone: string;
}

export function SharedDevices({ graph, timezone }: SharedDevicesProps) {
  if (graph.shared.length === 0) return null;
  return (
    <section aria-label="Shared devices" className={css['root']}>
      <h2 className={css['title']}>Shared devices</h2>
      <p className={css['words']}>
        Several people used these. Each anonymous event on them belongs to the person who had the device at that time.
      </p>
      <ul className={css['devices']}>
        {graph.shared.map(({ id, owners }) => (
          <Device
            key={`${id.role} ${id.id}`}
            id={id.id}
            person={graph.person}
            turns={turnsOf(
              owners,
              graph.nodes.find((node) => isSameId(node, id)),
            )}
            timezone={timezone}
          />
        ))}
      </ul>
    </section>
  );
}

interface DeviceProps {
  readonly id: string;
  readonly person: string;
  readonly turns: readonly Turn[];
  readonly timezone: string;
}

function Device({ id, person, turns, timezone }: DeviceProps) {
  const [all, setAll] = useState(false);
  const fromWords = ({ from }: Turn): string =>
    from === undefined ? 'from the beginning' : `from ${formatDateTime(from, timezone)}`;
  return (
    <li className={css['device']}>
      <span className={css['id']} title={id}>
        {id}
      </span>
      <div>
        <div aria-hidden className={css['strip']}>
          {turns.map((turn, index) => (
            <span
              key={index}
              className={cx(css['turn'], turn.person === person && css['mine'])}
              style={{ flexGrow: turn.share }}
              title={`${turn.person} ${fromWords(turn)}`}
            />
          ))}
        </div>
        <ol className={css['owners']}>
          {(all ? turns : turns.slice(0, SHOWN)).map((turn, index) => (
            <li key={index} className={css['owner']}>
              <span className={cx(css['key'], turn.person === person && css['mine'])} />
              <span className={css['when']}>{fromWords(turn)}</span>
              {turn.person === person ? (
                <strong className={css['here']}>{turn.person}</strong>
              ) : (
                <button
                  type="button"
                  className={css['other']}
                  onClick={() => {
                    navigate('people', { person: turn.person, tab: 'identity' });
                  }}
                >
                  {turn.person}
                </button>
              )}
            </li>
          ))}
        </ol>
        {turns.length > SHOWN && (
          <Button
            size="s"
            variant="ghost"
            aria-expanded={all}
            onClick={() => {
              setAll(!all);
            }}
          >
            {all ? 'Show fewer' : `Show all ${turns.length} turns`}
          </Button>
        )}
      </div>
    </li>
  );
}
