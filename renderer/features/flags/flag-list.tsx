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
          <Pick
            name={flag.key}
            isChosen={index === chosen}
            isWrong={hasProblem(problems, `flags.${index}`)}
            words={audienceWords(flag)}
            onChoose={() => {
              onChoose(index);
            }}
          />
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

interface PickProps {
  readonly name: string;
  readonly isChosen: boolean;
  readonly isWrong: boolean;
  /** What it is, where nothing is wrong. */
  readonly words: string;
  readonly onChoose: () => void;
}

function Pick({ name, isChosen, isWrong, words, onChoose }: PickProps) {
  return (
    <button type="button" aria-current={isChosen} className={css['pick']} onClick={onChoose}>
      <span className={css['key']}>{name === '' ? 'without a key' : name}</span>
      {isWrong ? (
        <span className={css['wrong']}>something is not right yet</span>
      ) : (
        <span className={css['fine']}>{words}</span>
      )}
    </button>
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
            <Pick
              name={cohort.key}
              isChosen={index === chosen}
              isWrong={hasProblem(problems, `cohorts.${index}`)}
              words={membersWords(cohort)}
              onChoose={() => {
                onChoose(index);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
