/** All flags with their switches, and the cohorts that they may name. */
import { Plus } from 'lucide-react';
import type { Flag, FlagCohort } from '../../../shared/flags/flag';
import { cx } from '../../ui/cx';
import { IconButton } from '../../ui/icon-button';
import { Switch } from '../../ui/switch';
import { hasProblem, type Problems } from './flag-draft';
import { audienceWords, membersWords } from './flag-words';
import css from './flags.module.css';

export interface FlagListProps {
  readonly flags: readonly Flag[];
  readonly problems: Problems;
  /** Undefined where a cohort is chosen instead. */
  readonly chosen: number | undefined;
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

export interface CohortListProps {
  readonly cohorts: readonly FlagCohort[];
  readonly problems: Problems;
  /** Undefined where a flag is chosen instead. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number) => void;
  readonly onAdd: () => void;
}

export function CohortList({ cohorts, problems, chosen, onChoose, onAdd }: CohortListProps) {
  return (
    <section aria-label="Cohorts" className={css['cohorts']}>
      <header className={css['listHead']}>
        <h2>Cohorts</h2>
        <IconButton icon={Plus} size="s" label="New cohort" onClick={onAdd} />
      </header>
      {cohorts.length === 0 && <p className={css['fine']}>People whom several flags name together.</p>}
      <ul className={css['list']}>
        {cohorts.map((cohort, index) => (
          <li key={index} className={cx(css['item'], index === chosen && css['chosen'])}>
            <button
              type="button"
              aria-current={index === chosen}
              className={css['pick']}
              onClick={() => {
                onChoose(index);
              }}
            >
              <span className={css['key']}>{cohort.key === '' ? 'without a key' : cohort.key}</span>
              {hasProblem(problems, `cohorts.${index}`) ? (
                <span className={css['wrong']}>something is not right yet</span>
              ) : (
                <span className={css['fine']}>{membersWords(cohort)}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
