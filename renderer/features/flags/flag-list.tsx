/** All flags with their switches. */
import type { Flag } from '../../../shared/flags/flag';
import { cx } from '../../ui/cx';
import { Switch } from '../../ui/switch';
import { hasProblem, type Problems } from './flag-draft';
import { audienceWords } from './flag-words';
import css from './flags.module.css';

export interface FlagListProps {
  readonly flags: readonly Flag[];
  readonly problems: Problems;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly onSwitch: (key: string, enabled: boolean) => void;
}

export function FlagList({ flags, problems, chosen, onChoose, onSwitch }: FlagListProps) {
  return (
    <ul className={css['list']} aria-label="Flags">
      {flags.map((flag, index) => (
        <li key={index} className={cx(css['item'], index === chosen && css['chosen'])}>
          <button
            type="button"
            aria-current={index === chosen}
            className={css['pick']}
            onClick={() => {
              onChoose(index);
            }}
          >
            <span className={css['key']}>{flag.key === '' ? 'without a key' : flag.key}</span>
            {hasProblem(problems, `flags.${index}`) ? (
              <span className={css['wrong']}>something is not right yet</span>
            ) : (
              <span className={css['fine']}>{audienceWords(flag)}</span>
            )}
          </button>
          <Switch
            label={`${flag.key} is on`}
            hideLabel
            checked={flag.enabled}
            onChange={(enabled) => {
              onSwitch(flag.key, enabled);
            }}
          />
        </li>
      ))}
    </ul>
  );
}
