/** Reasons with their counts, each by source; a click narrows the list to it. */
import type { CommandOutput } from '../../../shared/contract/commands';
import type { RejectFilter } from '../../../shared/contract/rejects';
import { reasonWords } from '../../../shared/inspect/reject-words';
import type { RejectCode } from '../../../shared/model/event';
import { CountsAside } from '../../parts/counts-aside';
import { cx } from '../../ui/cx';
import { formatCompact, formatCount } from '../../ui/number-format';
import css from './rejects.module.css';

type Group = CommandOutput<'rejects.summary'>['groups'][number];

export interface ReasonListProps {
  readonly groups: readonly Group[];
  /** Which of them are counted. */
  readonly state: RejectFilter['state'];
  readonly chosen: RejectFilter;
  /** Undefined: of any. */
  readonly onChoose: (code: RejectCode | undefined, source: string | undefined) => void;
}

export function ReasonList({ groups, state, chosen, onChoose }: ReasonListProps) {
  const countOf = (group: Group): number =>
    state === 'open' ? group.open : state === 'repaired' ? group.repaired : group.open + group.repaired;
  const counted = groups.map((group) => ({ ...group, count: countOf(group) })).filter(({ count }) => count > 0);
  const reasons = [...new Set(counted.map(({ code }) => code))]
    .map((code) => {
      const own = counted.filter((group) => group.code === code);
      return { code, own, total: own.reduce((sum, { count }) => sum + count, 0) };
    })
    .toSorted((a, b) => b.total - a.total);
  if (reasons.length === 0) return null;
  return (
    <CountsAside label="Reasons" title="By reason and source">
      <ul className={css['reasons']}>
        {reasons.map(({ code, own, total }) => (
          <li key={code}>
            <Choice
              text={reasonWords(code).title}
              title={reasonWords(code).meaning}
              count={total}
              isChosen={chosen.code === code && chosen.source === undefined}
              onClick={(isChosen) => {
                onChoose(isChosen ? undefined : code, undefined);
              }}
            />
            <ul className={css['sources']}>
              {own.map(({ source, count }) => (
                <li key={source}>
                  <Choice
                    text={source}
                    count={count}
                    isChosen={chosen.code === code && chosen.source === source}
                    onClick={(isChosen) => {
                      onChoose(isChosen ? undefined : code, isChosen ? undefined : source);
                    }}
                  />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </CountsAside>
  );
}

interface ChoiceProps {
  readonly text: string;
  readonly title?: string;
  readonly count: number;
  readonly isChosen: boolean;
  readonly onClick: (isChosen: boolean) => void;
}

function Choice({ text, title, count, isChosen, onClick }: ChoiceProps) {
  return (
    <button
      type="button"
      title={title}
      aria-pressed={isChosen}
      className={cx(css['choice'], isChosen && css['chosen'])}
      onClick={() => {
        onClick(isChosen);
      }}
    >
      <span className={css['choiceText']}>{text}</span>
      <span className={cx(css['count'], 'num')} title={formatCount(count)}>
        {formatCompact(count)}
      </span>
    </button>
  );
}
